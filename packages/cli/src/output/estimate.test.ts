import { type BuildEstimate, CreateBuild } from '@nex/core';
import { expect, test } from 'vitest';
import { estimateLines } from './estimate.ts';

const range = (low: number, expected: number, high: number) => ({ low, expected, high });

test('an estimate names its parts, its grounds and what to look at', () => {
  const runs = { modelCalls: range(60, 160, 500), tokens: range(160_000, 800_000, 4_000_000) };
  const estimate: BuildEstimate = {
    spec: {
      ...CreateBuild.parse({ frameworkId: 'fw_1' }),
      budget: { totalTokens: 1_000_000, onBudget: 'pause' },
    },
    frameworkDigest: 'sha256:0',
    queries: 10,
    runs: 20,
    parts: [
      {
        part: 'synthesis',
        modelCalls: range(10, 12, 40),
        tokens: range(6000, 18_000, 160_000),
        costUsd: range(0.0096, 0.0288, 0.256),
        basis: 'this framework',
        samples: 3,
      },
      { part: 'runs', ...runs, basis: 'default', samples: 0 },
    ],
    total: { modelCalls: range(70, 172, 540), tokens: range(166_000, 818_000, 4_160_000) },
    budget: 'perhaps',
    models: [{ name: 'm', provider: 'models.example', askedBy: ['synthesis'] }],
    warnings: ['Look here.'],
  };
  const lines = estimateLines(estimate);
  const text = lines.join('\n');
  expect(text).toContain('10 queries, 20 runs');
  expect(text).toMatch(
    /synthesis +12 \(10 to 40\) +18,000 \(6,000 to 160,000\) +\$0\.03 \(\$0\.0096 to \$0\.26\) +3 records/,
  );
  expect(text).toMatch(/runs .* no price +defaults/);
  expect(text).toMatch(/in all +172 \(70 to 540\)/);
  expect(lines.slice(-3)).toEqual([
    'The budget holds what is expected, but not the high numbers.',
    '1 model asked, each answered.',
    'Warning: Look here.',
  ]);
});
