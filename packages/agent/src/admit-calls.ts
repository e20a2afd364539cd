/**
 * Second step of a tool call: may it run? What is judged is what will run, so middleware changes the arguments before.
 * A denial is an outcome that the model sees; a question without an answer leaves the call open.
 */
import { errorOutcome, type ToolCallBlock } from '@nex/core';
import type { LoopState } from './loop-state.ts';
import { argumentsFor } from './middleware/around-tool.ts';
import type { PermissionRequest } from './permission-desk.ts';
import { type PreparedCall, prepareCall } from './prepare-call.ts';

export interface Admitted {
  /** In call order; denied ones hold their outcome. */
  ready: PreparedCall[];
  /** What nobody answered yet. */
  pending: PermissionRequest[];
}

/** One by one, so that a person is asked one thing at a time. `stopped` when the run is being stopped meanwhile. */
export async function admitCalls(
  state: LoopState,
  calls: readonly ToolCallBlock[],
): Promise<Admitted | 'stopped'> {
  const admitted: Admitted = { ready: [], pending: [] };
  for (const call of calls) {
    let one = prepareCall(call, state);
    if (!('fault' in one) && state.input.middleware) one = await changed(state, one);
    if ('fault' in one || !one.tool.permit) {
      admitted.ready.push(one);
      continue;
    }
    const judged = await judge(state, one);
    if (judged === 'stopped') return judged;
    if ('key' in judged) admitted.pending.push(judged);
    else admitted.ready.push(judged);
  }
  return admitted;
}

/** Tells of questions that are durable. */
export function announceRequests({ input }: LoopState, requests: readonly PermissionRequest[]): void {
  for (const request of requests) {
    input.emit({ type: 'PERMISSION_REQUESTED', timestamp: input.clock(), data: { ...request } });
  }
}

type Runnable = Exclude<PreparedCall, { fault: unknown }>;

async function changed(state: LoopState, one: Runnable): Promise<PreparedCall> {
  const { call, tool } = one;
  const args = await argumentsFor(state, call, one.args);
  if (args === one.args) return one;
  const problem = tool.check(args);
  if (problem === undefined) return { call, tool, args };
  return { call, fault: errorOutcome('invalid_arguments', `${call.name} did not run: ${problem}`) };
}

async function judge(state: LoopState, one: Runnable): Promise<PreparedCall | PermissionRequest | 'stopped'> {
  const { call, tool, args } = one;
  const decision = tool.permit?.(args) ?? { decision: 'allow' };
  if (decision.decision === 'allow') return one;
  if (decision.decision === 'deny') return denied(call, decision.reason);
  const desk = state.input.permissions;
  if (!desk) return denied(call, 'There is nobody to ask for permission.');
  const { prompt, key } = decision;
  const request = { callId: call.id, toolName: call.name, arguments: args, prompt, key };
  const { signal } = state.halt;
  try {
    const answer = await state.halt.until(() => desk.answer(request, signal));
    if (!answer) return request;
    return answer.decision === 'allow' ? one : denied(call, answer.reason ?? 'The user said no.');
  } catch (thrown) {
    if (signal.aborted) return 'stopped';
    throw thrown;
  }
}

function denied(call: ToolCallBlock, reason: string): PreparedCall {
  const text = `${call.name} was not allowed to run: ${reason} Do not try it in another way; go on without it or ask the user.`;
  return { call, fault: errorOutcome('denied', text) };
}
