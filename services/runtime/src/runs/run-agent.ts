/**
 * One run of one agent: open what it works with, run the loop, settle the row. Settling always comes, except when the
 * work was interrupted: then the row stays open and whoever takes it up goes on from the log.
 */
import { runAgentLoop } from '@nex/agent';
import { abortError, type Json, MAX_TIMER_MS, NexError } from '@nex/core';
import { deriveSeed } from '@nex/core/digest';
import { inSpan } from '@nex/telemetry';
import type { Context } from '../context.ts';
import { readRunRow } from '../store/find-runs.ts';
import { readInbox } from '../store/inbox.ts';
import { openLog } from '../store/packed-logs.ts';
import { findAnswer, findAskedCalls } from '../store/permission-requests.ts';
import { elapsedMs, ownUsage } from '../store/run-row.ts';
import { createStorage } from '../store/storage.ts';
import { storeTools } from '../store/tool-snapshots.ts';
import { openLiveRun } from './live-events.ts';
import { type OpenedAgent, openAgent } from './open-agent.ts';
import { openConversation } from './open-conversation.ts';
import { createRecorder } from './recorder.ts';
import { Interrupted, type Outcome, type RunAgentInput, type RunEnd } from './run-agent-input.ts';
import { settleBelow, settleRun, stateOf } from './settle-run.ts';
import { agentAttributes, endAttributes, traceEvents, traceModel } from './trace-agent.ts';

/** Rejects with `Interrupted` or with what the store rejected with. When it settles, no run below is at work. */
export async function runAgent(context: Context, input: RunAgentInput): Promise<RunEnd> {
  const { agent, tree } = input;
  let { run } = input;
  const { captureContent } = context.config;
  const attributes = agentAttributes(run, agent, captureContent);
  return inSpan(`invoke_agent ${agent.name}`, { attributes }, async (span) => {
    const inFlight = { level: run.depth === 0 ? 'root' : 'sub_agent' };
    context.metrics.count('nex_runs_in_flight', inFlight);
    const signal = tree.openRun(run.id, input.signal);
    if (run.cancel_requested) tree.cancelRun(run.id);
    const children = new Set<Promise<unknown>>();
    const crew = input.team?.lead?.({ ...input, signal });
    let end: RunEnd | undefined;
    try {
      // A message that comes at the last moment makes the run go on.
      while (!end) {
        let outcome: Outcome;
        try {
          outcome = await work(context, { ...input, run, signal }, children);
        } finally {
          // The loop lets go of its tools when it is stopped; the runs below must be settled before this one.
          await Promise.allSettled(children);
        }
        if (crew && !tree.interruption) {
          const ending = await crew.afterWork(outcome);
          if (!ending) {
            run = await readRunRow(context.pool, run.id);
            continue;
          }
          outcome = ending;
        }
        if (tree.interruption) throw new Interrupted('The run was interrupted.', tree.interruption);
        const endsEarly = ['failed', 'cancelled'].includes(stateOf(outcome.stopReason));
        if (endsEarly && agent.subAgents.length > 0) await settleBelow(context, tree.claim, run);
        if (run.depth === 0 && stateOf(outcome.stopReason) !== 'waiting') await input.toolState?.capture();
        end = await settleRun(context, tree.claim, run, outcome);
        if (!end) run = await readRunRow(context.pool, run.id);
      }
    } catch (thrown) {
      // A crew must not take the end of the work for the end of the run.
      if (crew && !(thrown instanceof Interrupted)) tree.interrupt(thrown);
      throw thrown;
    } finally {
      await crew?.[Symbol.asyncDispose]();
      tree.closeRun(run.id);
      context.metrics.count('nex_runs_in_flight', inFlight, -1);
    }
    span.setAttributes(endAttributes(end, captureContent));
    return end;
  });
}

async function work(
  context: Context,
  input: RunAgentInput,
  children: Set<Promise<unknown>>,
): Promise<Outcome> {
  let opened: OpenedAgent;
  try {
    opened = await openAgent(context, input, children);
  } catch (thrown) {
    return failedToOpen(thrown, input.signal);
  }
  await using _ = opened;
  traceModel(opened.model);
  // Awaited here: what is opened must last as long as the loop.
  return await loop(context, input, opened);
}

async function loop(context: Context, input: RunAgentInput, opened: OpenedAgent): Promise<Outcome> {
  const { pool, writer } = context;
  const { run, agent, tree } = input;
  if (run.continues_run_id !== null) await openLog(pool, run.id);
  const conversation = await openConversation(pool, run, agent);
  const { progress } = conversation;
  using live = openLiveRun(context.live, run);
  using recorder = createRecorder({
    writer,
    metrics: context.metrics,
    claim: tree.claim,
    runId: run.id,
    nextSeq: conversation.nextSeq,
    chain: conversation.chain,
    openCalls: conversation.openCalls,
    iterations: progress?.iteration ?? 0,
    usage: ownUsage(run),
    inboxWaits: run.inbox_count > run.inbox_taken,
    clock: Date.now,
    cassetteId: input.tape?.cassette?.id,
    askedCalls: () => findAskedCalls(pool, run.id),
    replyId: live.idFor,
    onWritten: ({ step }) => {
      if (step) live.clear();
      context.bus.treeChanged(run.root_run_id);
    },
    deferral: { forMs: context.config.deferResultsMs, onLost: tree.interrupt },
  });
  const definitions = opened.tools.map((tool) => tool.definition);
  if (conversation.opening.length > 0) {
    const tools = await storeTools(pool, context.snapshots, definitions);
    const { name: model, provider } = opened.model;
    await recorder.recordOpening(conversation.opening, { model, provider, tools });
  }
  const result = await runAgentLoop({
    agent: { name: agent.name, maxIterations: iterationsOf(input), stopTools: agent.stopTools },
    model: tree.steps.watchModel(run.id, live.shown(opened.model)),
    // Servers take a seed of 31 bits at least. The rest of the sampling is the model's own, from the agent file.
    sampling: { seed: deriveSeed('model', run.seed) >>> 1 },
    tools: opened.tools,
    history: [...conversation.history, ...conversation.opening],
    iterations: progress?.iteration ?? 0,
    usedCallIds: conversation.usedCallIds,
    ...(progress ? { lastFinishReason: progress.finish_reason, idleMs: progress.idle_ms } : {}),
    recorder: opened.listen(tree.steps.watchRecorder(run.id, recorder)),
    // The recorder writes each event with its cause.
    emit: traceEvents(),
    signal: withTime(input),
    budget: input.budget,
    clock: Date.now,
    // Answers are shown by the model of `live`.
    stream: false,
    ...(opened.middleware.length > 0 ? { middleware: opened.middleware } : {}),
    // Summaries are not shown.
    compaction: { summaryModel: opened.model, ...opened.compaction },
    ...(run.unattended ? {} : { permissions: { answer: (request) => findAnswer(pool, run, request) } }),
    inbox: {
      async take() {
        if (!recorder.inboxWaits) return [];
        const rows = await readInbox(pool, run.id);
        const messages = rows.map((row) => row.message);
        if (rows.length > 0) {
          await recorder.recordTaken(
            messages,
            rows.map((row) => row.id),
          );
        }
        return messages;
      },
    },
    ...(opened.output ? { output: opened.output } : {}),
    storage: createStorage(pool, tree.claim, run.id, agent.globalStorage),
  });
  await recorder.flush();
  const { stopReason, response, failure } = result;
  const output: Json | undefined = result.output;
  return {
    stopReason,
    response,
    ...(output === undefined ? {} : { output }),
    ...(failure ? { failure } : {}),
  };
}

/** What is wrong with an agent or its servers is the run's failure; anything else is the platform's. */
function failedToOpen(thrown: unknown, signal: AbortSignal): Outcome {
  if (signal.aborted) {
    const error = abortError(signal);
    const stopReason = error.code === 'timeout' ? 'timeout' : 'cancelled';
    return { stopReason, response: '', failure: error.toFailure() };
  }
  if (!(thrown instanceof NexError)) throw thrown;
  return { stopReason: 'error', response: '', failure: thrown.toFailure() };
}

/** The agent's own time counts from when its run was first taken up, over all workers. */
function withTime({ agent, run, signal }: RunAgentInput): AbortSignal {
  const ofSubAgent = run.depth === 0 ? undefined : run.limits.perSubAgent?.timeoutMs;
  const timeoutMs = Math.min(agent.timeoutMs ?? MAX_TIMER_MS, ofSubAgent ?? MAX_TIMER_MS);
  if (timeoutMs === MAX_TIMER_MS) return signal;
  return AbortSignal.any([signal, AbortSignal.timeout(Math.max(timeoutMs - elapsedMs(run), 0))]);
}

/** The caller's limit is for the agent that it asked for; agents below keep to their own files. */
export function iterationsOf({ agent, run }: Pick<RunAgentInput, 'agent' | 'run'>): number {
  const limit = run.depth === 0 ? run.limits.maxIterations : undefined;
  return Math.min(agent.maxIterations, limit ?? Number.POSITIVE_INFINITY);
}
