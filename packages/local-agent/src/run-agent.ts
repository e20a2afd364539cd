/** One run of one agent: open what it works with, run the loop, say how it ended. */
import { type PermissionDesk, runAgentLoop } from '@nex/agent';
import { abortError, type Json, NexError, type RunEventType, type StopReason } from '@nex/core';
import { type OpenedRun, openRun } from './open-run.ts';
import type { LocalDesk } from './options.ts';
import type { Room } from './room.ts';
import { type AgentRun, endedWell, type RunEnd } from './run-input.ts';
import { withTimeLimit } from './run-tree.ts';

/** When it settles, no run below is at work. Rejects only for a fault of the program itself. */
export async function runAgent(room: Room, given: AgentRun): Promise<RunEnd> {
  const { place, agent, tree } = given;
  const ofSubAgent = place.depth === 0 ? undefined : tree.limits.perSubAgent?.timeoutMs;
  const run = { ...given, signal: withTimeLimit(withTimeLimit(given.signal, agent.timeoutMs), ofSubAgent) };
  const emit = (type: RunEventType, data: Record<string, Json>) =>
    tree.emit({ type, runId: place.runId, timestamp: Date.now(), data }, place);
  if (given.iterations === 0) {
    const { rootRunId, parentRunId, depth } = place;
    emit('RUN_STARTED', { threadId: tree.conversationId, rootRunId, parentRunId, agent: agent.name, depth });
  }
  const children = new Set<Promise<unknown>>();
  let end: RunEnd;
  try {
    end = await work(room, run, children);
  } finally {
    // The loop lets go of its tools when it is stopped; the runs below must be at their end before this one.
    await Promise.allSettled(children);
  }
  if (end.stopReason === 'permission_pending') return end;
  const { stopReason, response, output } = end;
  if (endedWell(end)) {
    emit('RUN_FINISHED', { stopReason, result: response, ...(output === undefined ? {} : { output }) });
    return end;
  }
  const failure = end.failure ?? failureOf(stopReason, agent.name);
  const { code, message, hint } = failure;
  emit('RUN_ERROR', { stopReason, code, message, ...(hint === undefined ? {} : { hint }) });
  return { ...end, failure };
}

async function work(room: Room, run: AgentRun, children: Set<Promise<unknown>>): Promise<RunEnd> {
  let opened: OpenedRun;
  try {
    opened = await openRun(room, run, children);
  } catch (thrown) {
    return failedToOpen(thrown, run);
  }
  await using _ = opened;
  const { agent, tree, log, place, signal } = run;
  const maxIterations = Math.min(
    agent.maxIterations,
    place.depth === 0 ? (tree.limits.maxIterations ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY,
  );
  const permissions = tree.permissions && deskOf(room.withMemory(tree.permissions), run);
  const result = await runAgentLoop({
    agent: { name: agent.name, maxIterations, stopTools: agent.stopTools },
    model: opened.model,
    tools: opened.tools,
    history: log.messages,
    iterations: run.iterations,
    usedCallIds: log.callIds,
    recorder: opened.listen(log.recorder),
    emit: (event) => tree.emit({ ...event, runId: place.runId }, place),
    signal,
    budget: run.budget,
    clock: Date.now,
    stream: true,
    ...(opened.middleware.length > 0 ? { middleware: opened.middleware } : {}),
    compaction: opened.compaction,
    ...(permissions ? { permissions } : {}),
    ...(opened.output ? { output: opened.output } : {}),
    storage: run.storage,
  });
  tree.addUsage(result.usage);
  const { stopReason, response, output, failure, iterations } = result;
  return {
    stopReason,
    response,
    iterations,
    ...(output === undefined ? {} : { output }),
    ...(failure ? { failure } : {}),
  };
}

function deskOf(desk: LocalDesk, { place }: AgentRun): PermissionDesk {
  return { answer: (request, signal) => desk.answer(request, signal, place) };
}

/** What is wrong with an agent or its servers is the run's failure. */
function failedToOpen(thrown: unknown, { signal, iterations }: AgentRun): RunEnd {
  if (signal.aborted) {
    const error = abortError(signal);
    const stopReason = error.code === 'timeout' ? 'timeout' : 'cancelled';
    return { stopReason, response: '', failure: error.toFailure(), iterations };
  }
  if (!(thrown instanceof NexError)) throw thrown;
  return { stopReason: 'error', response: '', failure: thrown.toFailure(), iterations };
}

/** For the reasons that the loop gives without a failure. */
function failureOf(stopReason: StopReason, agent: string) {
  if (stopReason === 'max_iterations') {
    return new NexError('budget_exhausted', `${agent} had all its model calls before it finished.`, {
      hint: 'Raise max_iterations in the agent file.',
    }).toFailure();
  }
  if (stopReason === 'truncated') {
    return new NexError('model_bad_output', 'The answer was cut at the output limit of the model.', {
      hint: 'Raise max_tokens in llm_config.',
    }).toFailure();
  }
  return new NexError('internal', 'The run ended before it finished.').toFailure();
}
