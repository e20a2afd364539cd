/** The contract of a check, over the whole table. */
import { Trajectory, Verdict } from '@nex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyTrajectory } from '../trajectory.arbitrary.ts';
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

test('every reason has a seeded defect', () => {
  const planted = new Set(Object.values(DEFECTS).map((defect) => defect.reason));
  expect([...planted].sort()).toEqual(CHECKS.flatMap((check) => check.reasons).toSorted());
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
    expect(verdict).toMatchObject({ verdict: 'drop', reason });
    expect(verdict.evidence[0]).toMatchObject({ runId, messageIndex });
    expect(check.reasons).toContain(reason);
  });

  test('never throws, never edits, and judges the same again', () => {
    fc.assert(
      fc.property(anyTrajectory, (trajectory) => {
        const before = JSON.stringify(trajectory);
        const verdict = Verdict.parse(check.judge(trajectory));
        expect(JSON.stringify(trajectory)).toBe(before);
        expect(check.judge(trajectory)).toEqual(verdict);
        expect(verdict.verdict === 'drop').toBe(verdict.evidence.length > 0);
        expect(['', ...check.reasons]).toContain(verdict.reason);
        expect(verdict.reason === '').toBe(verdict.verdict === 'keep');
        for (const { note } of verdict.evidence) expect(note.length).toBeLessThanOrEqual(240);
      }),
    );
  });
});
