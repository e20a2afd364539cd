/**
 * A batch of sentences through the whole platform against a model that takes its time: share of the ideal rate of its
 * own call count (calls × latency / width), and whether all came to an end.
 * `node bench/framework-batch.ts [sentences=200] [width=64] [latencyMs=1000] [--simulate] [--kill]`
 * `--simulate` tries the frameworks out on the runtime, too; `--kill` kills the generator with -9 in the middle.
 */
import { startStack } from '@nex/cli/stack';
import { createClient } from '@nex/client';
import type { FrameworkBatch } from '@nex/core';
import { SENTENCES } from '../services/generator/test/sentences.ts';
import { machine, printTable, round } from './measure.ts';

const numbers = process.argv.slice(2).filter((text) => !text.startsWith('-'));
const [sentences = 200, width = 64, latencyMs = 1000] = numbers.map(Number);
const simulates = process.argv.includes('--simulate');
const kills = process.argv.includes('--kill');
const signal = AbortSignal.timeout(3_600_000);

await using stack = await startStack({
  documentedPorts: false,
  restart: kills,
  // Runs that try frameworks out are to wait for the model alone, too.
  env: { ...process.env, RUN_CONCURRENCY: '512' },
  signal,
  onNote: (line) => console.error(line),
});
const model = stack.urls['model'];
if (model === undefined) throw new Error('The benchmark needs the offline model: unset LLM_BASE_URL.');
await fetch(`${new URL(model).origin}/admin/misbehave`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ latencyMs, rules: [] }),
});
const client = createClient({ baseUrl: stack.urls.gateway });

// The sentences of the suite's domains as fields: the model writes as many more as are asked for.
const { id } = await client.frameworkBatches.create(
  {
    name: 'bench',
    make: {
      count: sentences,
      domains: [...new Set(SENTENCES.map(({ domain }) => domain))],
      languages: ['en', 'zh'],
    },
    concurrency: width,
    defaults: simulates ? {} : { simulation: { casesPerAgent: 0, wholeCases: 0 }, baseline: 'skip' },
  },
  { signal },
);
const since = performance.now();
let last: FrameworkBatch | undefined;
let wasKilled = false;
for await (const batch of client.frameworkBatches.events(id, { signal })) {
  last = batch;
  const { accepted, clone_of, failed } = batch.counts;
  if (kills && !wasKilled && accepted + clone_of + failed >= sentences / 3) {
    wasKilled = true;
    await stack.kill('generator', 'SIGKILL');
    await stack.start('generator');
  }
}
const wallMs = performance.now() - since;
if (!last) throw new Error('The batch sent nothing.');
const { counts, usage, grid } = last;
const calls = usage.sentences.modelCalls + usage.frameworks.modelCalls;
const idealMs = (calls * latencyMs) / width;
const ended = counts.accepted + counts.clone_of + counts.failed;
printTable(`A batch of frameworks${simulates ? ', tried out on the runtime' : ''} (${machine()})`, [
  {
    sentences,
    width,
    'latency ms': latencyMs,
    'wall s': round(wallMs / 1000, 1),
    'model calls': calls,
    'ideal s': round(idealMs / 1000, 1),
    'of ideal': `${round((idealMs / wallMs) * 100, 1)} %`,
    accepted: counts.accepted,
    clones: counts.clone_of,
    failed: counts.failed,
    lost: sentences - ended,
    killed: wasKilled ? 'yes' : 'no',
  },
]);
printTable(
  'Grid',
  (grid?.cells ?? []).map(({ nodeBand, depth, pattern, domains, count }) => ({
    nodes: nodeBand,
    depth,
    pattern,
    'tool domains': domains.join(' '),
    frameworks: count,
  })),
);
const reasons = new Map<string, number>();
for (let cursor: string | null | undefined; cursor !== null; ) {
  const page = await client.frameworkBatches.members(id, {
    state: 'failed',
    limit: 100,
    signal,
    ...(cursor === undefined ? {} : { cursor }),
  });
  for (const { failure } of page.items) {
    const reason = `${failure?.code}: ${failure?.message}`;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  cursor = page.nextCursor;
}
printTable(
  'Failures',
  [...reasons].map(([reason, count]) => ({ count, reason })),
);
process.exitCode = last.state === 'completed' && ended === sentences ? 0 : 1;
