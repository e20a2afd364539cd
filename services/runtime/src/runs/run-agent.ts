/**
 * One run of one agent: open its tools, run the loop, settle the row. Settling always comes, except when the work was
 * interrupted: then the row stays open and whoever takes it up goes on from the log.
 */
import { runAgentLoop } from '@nex/agent';
import { type AgentSpec, abortError, type Message, NexError, textMessage } from '@nex/core';
import { deriveSeed } from '@nex/core/digest';
import { GEN_AI, inSpan } from '@nex/telemetry';
import type { Context } from '../context.ts';
import { readConversation, readLastFinishReason, type StoredMessage } from '../store/messages.ts';
import { ownUsage } from '../store/run-row.ts';
import { setModel } from '../store/set-model.ts';
import { recordTools } from '../store/tool-snapshots.ts';
import { openTools } from './open-tools.ts';
import { createRecorder } from './recorder.ts';
import { Interrupted, type Outcome, type RunAgentInput, type RunEnd } from './run-agent-input.ts';
import { settleRun } from './settle-run.ts';

/** Rejects with `Interrupted` or with what the store rejected with. When it settles, no run below is at work. */
export async function runAgent(context: Context, input: RunAgentInput): Promise<RunEnd> {
  const { run, agent, tree } = input;
  const attributes = {
    [GEN_AI.operation]: 'invoke_agent',
    [GEN_AI.agentName]: agent.name,
    [GEN_AI.agentId]: run.id,
    [GEN_AI.conversation]: run.root_run_id,
    'nex.run.attempt': run.attempt,
  };
  return inSpan(`invoke_agent ${agent.name}`, { attributes }, async (span) => {
    const signal = tree.openRun(run.id, input.signal);
    if (run.cancel_requested) tree.cancelRun(run.id);
    const children = new Set<Promise<unknown>>();
    let outcome: Outcome;
    try {
      outcome = await work(context, { ...input, signal }, children);
    } finally {
      // The loop lets go of its tools when it is stopped; the runs below must be settled before this one.
      await Promise.allSettled(children);
      tree.closeRun(run.id);
    }
    if (tree.interruption) throw new Interrupted('The run was interrupted.', tree.interruption);
    const end = await settleRun(context, tree.claim, run, outcome);
    span.setAttribute('nex.run.stop_reason', end.stopReason);
    return end;
  });
}

async function work(
  context: Context,
  input: RunAgentInput,
  children: Set<Promise<unknown>>,
): Promise<Outcome> {
  const { pool } = context;
  const { run, agent, tree, signal } = input;
  const { before, own } = await readHistory(context, input);
  let opened: Awaited<ReturnType<typeof openTools>>;
  try {
    opened = await openTools(context, input, children);
  } catch (thrown) {
    return failedToOpen(thrown, signal);
  }
  const { tools, model } = opened;
  const recorder = createRecorder({
    pool,
    claim: tree.claim,
    runId: run.id,
    nextSeq: own.length,
    head: (own.at(-1) ?? before.at(-1))?.id ?? null,
    usage: ownUsage(run),
    clock: Date.now,
    onWritten: () => context.bus.treeChanged(run.root_run_id),
  });
  const inherited = before.map((one) => one.message);
  const history = [...inherited, ...own.map((one) => one.message)];
  if (own.length === 0) {
    const opening = openingMessages(agent, run.input, inherited.length === 0);
    await recordTools(
      pool,
      run.id,
      tools.map((tool) => tool.definition),
    );
    await setModel(pool, tree.claim, run.id, { model: model.name, provider: model.provider });
    await recorder.recordOpening(opening);
    history.push(...opening);
  }
  const lastFinishReason = own.length > 0 ? await readLastFinishReason(pool, run.id) : undefined;
  const inheritedAnswers = inherited.filter((message) => message.role === 'assistant').length;
  return runAgentLoop({
    agent: {
      name: agent.name,
      // The loop counts the answers of the conversation that this run goes on with.
      maxIterations: iterationsOf(input) + inheritedAnswers,
      stopTools: agent.stopTools,
    },
    model,
    // Servers take a seed of 31 bits at least. The rest of the sampling is the model's own, from the agent file.
    sampling: { seed: deriveSeed('model', run.seed) >>> 1 },
    tools,
    history,
    ...(lastFinishReason ? { lastFinishReason } : {}),
    recorder,
    // The recorder writes each event with its cause.
    emit: () => {},
    signal,
    budget: tree.budget,
    clock: Date.now,
    stream: false,
  });
}

/** The run's own messages, and those of the conversation that it goes on with. */
async function readHistory(
  { pool }: Context,
  { run }: RunAgentInput,
): Promise<{ before: StoredMessage[]; own: StoredMessage[] }> {
  const conversation = await readConversation(pool, run.id);
  const own = conversation.filter((one) => one.run_id === run.id);
  if (own.length > 0 || run.continues_run_id === null) {
    return { before: conversation.slice(0, conversation.length - own.length), own };
  }
  return { before: await readConversation(pool, run.continues_run_id), own };
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

function openingMessages(agent: AgentSpec, input: string, first: boolean): Message[] {
  const parts = agent.systemPrompt.filter((text) => text !== '');
  const system: Message[] =
    first && parts.length > 0
      ? [{ role: 'system', content: parts.map((text) => ({ type: 'text', text })) }]
      : [];
  return [...system, textMessage('user', input)];
}

/** The caller's limit is for the agent that it asked for; agents below keep to their own files. */
function iterationsOf({ agent, run, tree }: RunAgentInput): number {
  const limit = run.depth === 0 ? tree.limits.maxIterations : undefined;
  return Math.min(agent.maxIterations, limit ?? Number.POSITIVE_INFINITY);
}
