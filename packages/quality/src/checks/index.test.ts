/** The contract of a check, over the whole table. */
import { Trajectory, Verdict } from '@nex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Reading } from '../reading.ts';
import { specimens } from '../seeded/index.ts';
import { ToolSchemas } from '../tool-schemas.ts';
import { anyTrajectory } from '../trajectory.arbitrary.ts';
import { assistant, result, run, trajectory } from '../trajectory.fixture.ts';
import { GOOD } from './good-trajectories.fixture.ts';
import { CHECKS } from './index.ts';
import { DEFECTS } from './seeded-defects.fixture.ts';

test('names are unique words, and reasons belong to one check', () => {
  const names = CHECKS.map((check) => check.name);
  const reasons = CHECKS.flatMap((check) => check.reasons);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(reasons).size).toBe(reasons.length);
  for (const word of [...names, ...reasons]) expect(word).toMatch(/^[a-z]+(_[a-z]+)*$/);
});

test('every reason is found in a defect', () => {
  const found = new Set(Object.values(DEFECTS).map((defect) => defect.reason));
  const schemas = new ToolSchemas();
  for (const { trajectory, defect } of specimens(1)) {
    const check = CHECKS.find((one) => one.name === defect);
    const reason = check?.judge(trajectory, new Reading(trajectory, schemas)).reason;
    if (reason) found.add(reason);
  }
  expect([...found].sort()).toEqual(CHECKS.flatMap((check) => check.reasons).toSorted());
});

test('never throws, never edits, and judges the same again', () => {
  const schemas = new ToolSchemas();
  fc.assert(
    fc.property(anyTrajectory, (trajectory) => {
      const before = JSON.stringify(trajectory);
      const reading = new Reading(trajectory, schemas);
      for (const check of CHECKS) {
        const verdict = Verdict.parse(check.judge(trajectory, reading));
        expect(check.judge(trajectory, new Reading(trajectory, schemas))).toEqual(verdict);
        expect(verdict.verdict).toBe(verdict.evidence.length > 0 ? check.severity : 'keep');
        expect(['', ...check.reasons]).toContain(verdict.reason);
        expect(verdict.reason === '').toBe(verdict.verdict === 'keep');
        for (const { note } of verdict.evidence) expect(note.length).toBeLessThanOrEqual(240);
      }
      expect(JSON.stringify(trajectory)).toBe(before);
    }),
  );
});

/** What makes a careless pattern go back and forth. */
const MONOTONOUS = [
  'a',
  ' ',
  '\n',
  '"',
  '`',
  '```\n',
  '1 ',
  '1,',
  'the ',
  'a/',
  '“',
  '::',
  'a@',
  '-----BEGIN PRIVATE KEY-----\n',
];

test.each(MONOTONOUS)('a long row of %j takes no longer than other texts', (unit) => {
  const text = unit.repeat(Math.ceil(30_000 / unit.length));
  const long = trajectory(
    run([
      assistant('', ['c', 'search', JSON.stringify({ query: text })]),
      result('c', 'search', text),
      assistant(text),
    ]),
  );
  const reading = new Reading(long, new ToolSchemas());
  const since = performance.now();
  for (const check of CHECKS) check.judge(long, reading);
  expect(performance.now() - since).toBeLessThan(1_000);
});

describe.each(CHECKS.map((check) => [check.name, check] as const))('%s', (name, check) => {
  test.each(Object.entries(GOOD))('keeps: %s', (_, build) => {
    const verdict = check.judge(Trajectory.parse(build()));
    expect(verdict).toEqual({
      check: name,
      version: check.version,
      verdict: 'keep',
      reason: '',
      evidence: [],
    });
  });

  const own = Object.entries(DEFECTS).filter(([, defect]) => defect.check === name);
  test.each(own)('finds: %s', (_, { reason, trajectory, runId = 'run_root', messageIndex }) => {
    const verdict = check.judge(trajectory());
    expect(verdict).toMatchObject({ verdict: check.severity, reason });
    expect(verdict.evidence[0]).toMatchObject({ runId, messageIndex });
    expect(check.reasons).toContain(reason);
  });
});
