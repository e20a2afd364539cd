import { readFile } from 'node:fs/promises';
import { CreateBuild, JUDGE_HEADS, RedactionPolicy } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CHECKS } from './checks/index.ts';
import { BAR, gates, judgeGates, measuredScores, reachesBar, type Score } from './gates.ts';
import { judgeName } from './judges/head.ts';
import { HEADS } from './judges/heads/index.ts';
import { measureChecks } from './seeded/index.ts';

const score = (precision: number, recall: number): Score => ({
  name: 'loop',
  version: 1,
  precision,
  recall,
  planted: 10,
  found: 8,
  falseAlarms: 0,
  clean: 10,
});

test.each([
  [0.9, 0.8, true],
  [0.899, 1, false],
  [1, 0.799, false],
])('precision %d and recall %d gate: %s', (precision, recall, gate) => {
  expect(gates({ name: 'loop', version: 1 }, [score(precision, recall)])).toBe(gate);
});

test('what was not measured at this version does not gate', () => {
  expect(gates({ name: 'loop', version: 2 }, [score(1, 1)])).toBe(false);
  expect(gates({ name: 'other', version: 1 }, [score(1, 1)])).toBe(false);
  const judge = { ...score(1, 1), model: 'model-1' };
  expect(judgeGates({ name: 'loop', version: 1, model: 'model-1' }, [judge])).toBe(true);
  expect(judgeGates({ name: 'loop', version: 1, model: 'model-2' }, [judge])).toBe(false);
});

test('the committed scores are of these checks, in their order', () => {
  const named = ({ name, version }: { name: string; version: number }) => `${name}@${version}`;
  expect(measuredScores().checks.map(named)).toEqual(CHECKS.map(named));
});

test('the judge was measured, at these versions, with the offline model', () => {
  const versions = new Map(HEADS.map((head) => [judgeName(head), head.version]));
  const offline = measuredScores().judges.filter(({ model }) => model === 'nex-offline-1');
  expect(offline.map(({ name }) => name)).toEqual([...versions.keys()]);
  for (const { name, version } of measuredScores().judges) expect(versions.get(name)).toBe(version);
});

test('the document has every check, head and score, and its build and policy are ones', async () => {
  const text = await readFile(new URL('../../../docs/quality.md', import.meta.url), 'utf8');
  for (const { name } of CHECKS) expect(text).toContain(`| \`${name}\` |`);
  for (const head of HEADS) expect(text).toContain(`| \`${judgeName(head)}\` |`);
  const { checks, judges } = measuredScores();
  for (const { name, version, precision, recall } of [...checks, ...judges]) {
    const row = text.split('\n').find((line) => line.startsWith(`| \`${name}@${version}\` |`));
    expect(row).toContain(`| ${precision} | ${recall} |`);
  }
  const [build, policy] = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => parse(yaml ?? ''));
  expect(CreateBuild.parse(build).quality?.judge?.onVerdict).toBe('gate');
  expect(RedactionPolicy.parse(policy).rules).toHaveLength(4);
});

test('a build may ask for each head', () => {
  expect(HEADS.map(({ name }) => name)).toEqual([...JUDGE_HEADS]);
});

describe('measured anew with one draw', () => {
  const { scores, misses } = measureChecks(CHECKS, 1);

  test.each(scores.map((one) => [one.name, one] as const))('%s is where the table says', (name, measured) => {
    expect(measured.planted).toBeGreaterThan(0);
    expect(measured.clean).toBeGreaterThan(measured.planted);
    const mistakes = misses.filter((miss) => miss.check === name);
    expect({ name, gates: reachesBar(measured), mistakes }).toMatchObject({
      gates: gates(CHECKS.find((check) => check.name === name) as { name: string; version: number }),
    });
  });

  test('a check that finds nothing has no recall, and one that finds all no precision', () => {
    const [loop] = CHECKS.filter((check) => check.name === 'loop');
    if (loop === undefined) throw new Error('loop is listed');
    const keep = { check: 'loop', version: 1, verdict: 'keep' as const, reason: '', evidence: [] };
    const blind = measureChecks([{ ...loop, judge: () => keep }], 1).scores[0];
    const harsh = measureChecks([{ ...loop, judge: () => ({ ...keep, verdict: 'drop' as const }) }], 1)
      .scores[0];
    expect(blind).toMatchObject({ recall: 0, found: 0 });
    expect(harsh?.precision).toBeLessThan(BAR.precision);
    expect(harsh?.recall).toBe(1);
  });
});
