/** Runs and the decisions on them, as callers of the REST API make them. */
import type { BundleFile, Permission, Run } from '@nex/core';
import { eventually } from '@nex/testkit';
import { expect } from 'vitest';
import type { Answer, Asked, Policy } from './model-server.ts';
import type { TestRuntime } from './test-runtime.ts';

type Caller = Pick<TestRuntime, 'get' | 'post'>;

export async function createRun(
  runtime: Caller,
  body: { files?: BundleFile[]; input: unknown; [key: string]: unknown },
): Promise<Run> {
  const response = await runtime.post('/v1/runs', body);
  expect(response.status, await response.clone().text()).toBe(202);
  return (await response.json()) as Run;
}

export async function readRun(runtime: Caller, id: string): Promise<Run> {
  return (await (await runtime.get(`/v1/runs/${id}`)).json()) as Run;
}

/** Resolves when the run is in that state. */
export async function untilState(runtime: Caller, id: string, state: Run['state']): Promise<Run> {
  await expect
    .poll(async () => (await readRun(runtime, id)).state, { interval: 15, timeout: 20_000 })
    .toBe(state);
  return readRun(runtime, id);
}

export async function permissionsOf(runtime: Caller, id: string): Promise<Permission[]> {
  const response = await runtime.get(`/v1/runs/${id}/permissions`);
  expect(response.status).toBe(200);
  return ((await response.json()) as { items: Permission[] }).items;
}

/** Resolves when so many calls of the tree wait for a decision. */
export async function untilAsked(runtime: Caller, id: string, count: number): Promise<Permission[]> {
  const open = async () => (await permissionsOf(runtime, id)).filter((one) => one.decision === null);
  await eventually(async () => expect(await open()).toHaveLength(count));
  return open();
}

export function decide(
  runtime: Caller,
  { runId, callId }: Pick<Permission, 'runId' | 'callId'>,
  body: { decision: 'allow' | 'deny'; always?: boolean; reason?: string },
): Promise<Response> {
  return runtime.post(`/v1/runs/${runId}/permissions/${encodeURIComponent(callId)}`, body);
}

export type Script = (asked: Asked) => Answer | Promise<Answer>;

/** What the model does, by the text of the first user message, which agents hand on to those below them. */
export function byInput(scripts: Map<string, Script>): Policy {
  return (asked) => {
    const script = scripts.get(firstInput(asked));
    return script ? script(asked) : { text: `No script for ${firstInput(asked)}.` };
  };
}

function firstInput({ messages }: Asked): string {
  const content = messages.find((message) => message.role === 'user')?.content;
  if (typeof content === 'string') return content;
  const [block] = Array.isArray(content) ? (content as { text?: string }[]) : [];
  return block?.text ?? '';
}
