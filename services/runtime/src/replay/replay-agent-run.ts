/**
 * One run again, by the same loop and the same recorder as at first: whatever came from outside is played from the log,
 * everything else is worked out anew.
 */
import { type LoopResult, runAgentLoop } from '@nex/agent';
import { assembleMiddleware, outputContract } from '@nex/assembly';
import {
  type AgentSpec,
  type JsonSchema,
  type Message,
  NO_METRICS,
  NO_USAGE,
  newId,
  type ReplayedRun,
  textOf,
  toolCallsOf,
} from '@nex/core';
import type { Context } from '../context.ts';
import { createBus } from '../events.ts';
import { openConversation } from '../runs/open-conversation.ts';
import { createRecorder } from '../runs/recorder.ts';
import { iterationsOf } from '../runs/run-agent.ts';
import type { Outcome } from '../runs/run-agent-input.ts';
import { settleRun } from '../runs/settle-run.ts';
import { compareRun } from './compare-run.ts';
import { createPlayback, EndOfRecord, type Playback } from './playback.ts';
import { playedCompaction } from './played-compaction.ts';
import { answerFromLog, playedBudget, playedRecorder } from './played-gates.ts';
import { playedMiddleware } from './played-middleware.ts';
import { playedModel } from './played-model.ts';
import { forNewResults, outputPath, playedTools, UNUSED_HOST } from './played-tools.ts';
import { producedConversation } from './produced-conversation.ts';
import type { RunRecord } from './read-tree-record.ts';
import { createReplayWriter } from './replay-writer.ts';

export interface ReplayInput {
  record: RunRecord;
  agent: AgentSpec;
  /** The run below that a call started. */
  childOf(callId: string): RunRecord | undefined;
  /** The conversation in the log that ends with that message. */
  conversationTo(messageId: string | null): readonly Message[];
}

export interface ReplayedAgentRun {
  report: ReplayedRun;
  /** What the run came to, inherited messages included. */
  conversation: Message[];
}

/** A worker died here: the next one began with what was durable. */
class Restart extends Error {
  override readonly name = 'Restart';
}

/** Throws what is wrong with the agent, and what the store throws. Writes nothing. */
export async function replayAgentRun(context: Context, input: ReplayInput): Promise<ReplayedAgentRun> {
  const { record, agent, conversationTo } = input;
  const { run } = record;
  const { produced, writer } = createReplayWriter();
  const claim = { rootRunId: run.root_run_id, fence: 0 };
  const schema = (run.output_schema ?? agent.outputSchema) as JsonSchema | undefined;
  // As for a run that nobody took up before.
  const begun = await openConversation(context.pool, { ...run, attempt: 1, model_calls: 0 }, agent);
  const playback = createPlayback(record, produced, {
    openingLength: begun.opening.length,
    hasOutput: schema !== undefined,
  });
  const { tools, played } = playedTools(context, agent, playback, input.childOf);
  const unused = playedModel({ playback, conversationTo, onEstimated: () => {} });
  const { middleware, compaction } = assembleMiddleware(agent, {
    choose: () => unused,
    log: () => {},
    python: UNUSED_HOST,
    facts: { workingDirectory: '', operatingSystem: '', shell: '' },
    saveText: async (name) => outputPath(run.id, name),
  });
  const estimated = new Set<number>();
  const recorder = createRecorder({
    writer,
    // What is played again was counted when it was run.
    metrics: NO_METRICS,
    claim,
    runId: run.id,
    nextSeq: 0,
    chain: begun.chain,
    openCalls: unknownCalls(record),
    iterations: 0,
    usage: NO_USAGE,
    inboxWaits: false,
    clock: () => 0,
    askedCalls: async () => new Set(),
    replyId: () => newId('message'),
    onWritten: () => {},
  });
  const conversation = () => producedConversation(produced, begun.chain, begun.history);
  const opened = { model: run.model ?? '', provider: run.provider ?? '', tools: '' };
  await recorder.recordOpening(begun.opening, opened);
  const model = playedModel({
    playback,
    conversationTo,
    onEstimated: (iteration) => estimated.add(iteration),
  });
  const loop = () =>
    runAgentLoop({
      agent: { name: agent.name, maxIterations: iterationsOf({ agent, run }), stopTools: agent.stopTools },
      model,
      tools,
      history: conversation(),
      iterations: produced.steps.length,
      usedCallIds: usedCallIds(playback),
      ...lastFinishReason(playback),
      idleMs: 0,
      recorder: playedRecorder(recorder, playback),
      emit: () => {},
      signal: new AbortController().signal,
      budget: playedBudget(playback),
      clock: () => 0,
      stream: false,
      middleware: [...playedMiddleware(agent, playback), ...forNewResults(middleware, played)],
      compaction: playedCompaction(compaction, playback),
      ...(run.unattended
        ? {}
        : { permissions: { answer: (request) => answerFromLog(context.pool, playback, request) } }),
      inbox: {
        async take() {
          if (estimated.delete(produced.steps.length)) throw new Restart();
          const messages = playback.takeInbox();
          if (messages.length > 0) await recorder.recordTaken(messages, []);
          const isStopped = run.stop_reason === 'cancelled' || run.stop_reason === 'timeout';
          if (isStopped && playback.isOver()) throw new EndOfRecord();
          return messages;
        },
      },
      ...(schema ? { output: outputContract(schema, context.argumentChecks) } : {}),
    });
  const ended = await untilEnd(loop);
  const said = conversation();
  const outcome = outcomeOf(playback, ended, said);
  await settleRun({ ...context, writer, bus: createBus() }, claim, run, outcome);
  const definitions = tools.map((tool) => tool.definition);
  const difference = compareRun(playback, definitions, ended === undefined && !playback.endsFromOutside);
  const isStopped =
    playback.endsFromOutside && (ended === undefined || ended.stopReason === 'permission_pending');
  return {
    conversation: said,
    report: {
      runId: run.id,
      agent: run.agent,
      identical: difference === undefined,
      messages: produced.messages.length,
      modelCalls: produced.steps.length,
      toolCalls: new Set(produced.ended.map((call) => call.callId)).size,
      ...(isStopped && run.stop_reason
        ? { stopped: { stopReason: run.stop_reason, afterMessages: produced.messages.length } }
        : {}),
      ...(difference ? { difference } : {}),
    },
  };
}

/** `undefined` when the log ended before the run did. */
async function untilEnd(loop: () => Promise<LoopResult>): Promise<LoopResult | undefined> {
  for (;;) {
    try {
      return await loop();
    } catch (thrown) {
      if (thrown instanceof EndOfRecord) return undefined;
      if (!(thrown instanceof Restart)) throw thrown;
    }
  }
}

/** What stopped a run from outside is taken from the log; of its response, whether it had one. */
function outcomeOf(
  { record: { run }, endsFromOutside }: Playback,
  ended: LoopResult | undefined,
  said: readonly Message[],
): Outcome {
  if (ended && !(endsFromOutside && ended.stopReason === 'permission_pending')) {
    const { stopReason, response, output, failure } = ended;
    return {
      stopReason,
      response,
      ...(output === undefined ? {} : { output }),
      ...(failure ? { failure } : {}),
    };
  }
  const last = said.findLast((one) => one.role === 'assistant' && textOf(one).trim() !== '');
  return {
    stopReason: run.stop_reason ?? 'error',
    response: run.response === '' || !last ? '' : textOf(last),
    ...(run.failure ? { failure: run.failure } : {}),
  };
}

function lastFinishReason({ record, produced }: Playback) {
  const step = record.steps[produced.steps.length - 1];
  return step ? { lastFinishReason: step.finish_reason } : {};
}

/** Ids of the run's calls so far, for when a compaction took them out of the conversation. */
function usedCallIds({ produced }: Playback): string[] {
  return produced.messages.flatMap(({ message }) =>
    message ? toolCallsOf(message).map((call) => call.id) : [],
  );
}

/** Calls that a worker began and did not live to end. */
function unknownCalls({ messages }: RunRecord): Map<string, { state: 'unknown' }> {
  const calls = new Map<string, { state: 'unknown' }>();
  for (const { message } of messages) {
    for (const block of message.content) {
      const isUnknown = block.type === 'tool_result' && block.errorKind === 'unknown_outcome';
      if (isUnknown) calls.set(block.toolCallId, { state: 'unknown' });
    }
  }
  return calls;
}
