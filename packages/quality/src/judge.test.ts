import type { Verdict } from '@nex/core';
import { expect, test } from 'vitest';
import { CHECKS } from './checks/index.ts';
import { DEFECTS } from './checks/seeded-defects.fixture.ts';
import { judgeTrajectory } from './judge.ts';
import { ToolSchemas } from './tool-schemas.ts';
import { goodTrajectory, run, trajectory } from './trajectory.fixture.ts';

test('a good trajectory is kept by every check', () => {
  const { verdicts, keep, firstReason } = judgeTrajectory(goodTrajectory());
  expect({ keep, firstReason }).toEqual({ keep: true, firstReason: null });
  expect(verdicts.map((verdict) => verdict.check)).toEqual(CHECKS.map((check) => check.name));
});

test('the first check that drops gives the reason, and the others still judge', () => {
  const { verdicts, keep, firstReason } = judgeTrajectory(
    trajectory(run([], { state: 'failed', stopReason: 'error' })),
  );
  expect({ keep, firstReason }).toEqual({ keep: false, firstReason: 'unfinished' });
  expect(verdicts.filter((verdict) => verdict.verdict === 'drop').map((verdict) => verdict.check)).toEqual([
    'unfinished',
    'no_tool_use',
    'empty_answer',
  ]);
});

const shared = new ToolSchemas();

test.each(Object.entries(DEFECTS))('no defect is kept: %s', (_, defect) => {
  expect(judgeTrajectory(defect.trajectory(), CHECKS, shared).keep).toBe(false);
});

test('a shared schema cache changes no verdict', () => {
  const schemas = new ToolSchemas();
  for (const { trajectory: build } of Object.values(DEFECTS)) {
    expect(judgeTrajectory(build(), CHECKS, schemas)).toEqual(judgeTrajectory(build()));
  }
});

test('a check below the bar is only advisory', () => {
  const failed = trajectory(run([], { state: 'failed', stopReason: 'error' }));
  const advisory = judgeTrajectory(failed, CHECKS, new ToolSchemas(), ({ name }) => name !== 'unfinished');
  const { reason, verdict } = advisory.verdicts.find(({ check }) => check === 'unfinished') as Verdict;
  expect({ reason, verdict }).toEqual({ reason: 'unfinished', verdict: 'flag' });
  expect(advisory).toMatchObject({ keep: false, firstReason: 'no_tool_use' });
  const never = judgeTrajectory(failed, CHECKS, new ToolSchemas(), () => false);
  expect(never).toMatchObject({ keep: true, firstReason: null });
});

test('only the named checks judge', () => {
  expect(judgeTrajectory(trajectory(run([])), [])).toEqual({ verdicts: [], keep: true, firstReason: null });
});
