/** Replays of finished runs, and what the runs of their tests do. */
import type { Replay } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { expect } from 'vitest';
import { trajectoryOf } from './follow.ts';
import { answersIn, lastResult, systemText } from './model-server.ts';
import type { Script } from './runs.ts';
import type { TestRuntime } from './test-runtime.ts';

export async function replay(runtime: Pick<TestRuntime, 'post'>, id: string): Promise<Replay> {
  const response = await runtime.post(`/v1/runs/${id}/replay`);
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as Replay;
}

/** The report, after it was held against the run's trajectory. */
export async function expectIdentical(runtime: TestRuntime, id: string): Promise<Replay> {
  const report = await replay(runtime, id);
  const { runs } = await trajectoryOf(runtime.url, id);
  expect(report.runs.flatMap((one) => one.difference ?? [])).toEqual([]);
  expect(report.identical).toBe(true);
  expect(report.digest).toBe(report.recordedDigest);
  expect(report.digest).toBe(digestJson(runs.map((one) => one.messages)));
  expect(report.runs.map((one) => one.runId)).toEqual(runs.map((one) => one.runId));
  return report;
}

export const math = (expression: string) => ({ name: 'calc__math', args: { action: 'eval', expression } });

/** The lead asks the researcher twice, who asks the checker, who calculates; each hands the input on. */
export const LEAD: Script = (asked) => {
  if (answersIn(asked) > 0) return { text: `Result: ${lastResult(asked)}` };
  if (systemText(asked).includes('the checker')) return { calls: [math('6*7')] };
  const name = systemText(asked).includes('the lead') ? 'researcher' : 'checker';
  const message = String(asked.messages.find((one) => one.role === 'user')?.content);
  const call = { name: 'Agent', args: { sub_agent_name: name, message } };
  return { calls: name === 'researcher' ? [call, call] : [call] };
};
