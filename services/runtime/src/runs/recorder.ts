/**
 * The loop's log on Postgres. Each method is one statement: what belongs together is durable together, and nothing is
 * written once another worker holds the tree.
 */
import { type CallState, type Recorder, resultEvent } from '@nex/agent';
import { addUsage, type Message, newId, toolCallsOf, type Usage } from '@nex/core';
import type { Queryable } from '@nex/postgres';
import { append, type NewMessage } from '../store/append.ts';
import type { Claim } from '../store/claim.ts';
import { startToolCall } from '../store/tool-calls.ts';
import { replyEvents } from './run-events.ts';

export interface RecorderOptions {
  pool: Queryable;
  claim: Claim;
  runId: string;
  /** Where the conversation stands: the run's messages so far and the last message of all. */
  nextSeq: number;
  head: string | null;
  usage: Usage;
  clock: () => number;
  /** Called after each write. */
  onWritten: () => void;
}

export interface RunRecorder extends Recorder {
  /** The messages that the run begins with. */
  recordOpening(messages: readonly Message[]): Promise<void>;
}

export function createRecorder(options: RecorderOptions): RunRecorder {
  const { pool, claim, runId, clock } = options;
  let { nextSeq, head, usage } = options;
  const link = (messages: readonly Message[]): NewMessage[] => {
    let predecessor = head;
    return messages.map((message, index) => {
      const linked = { id: newId('message'), seq: nextSeq + index, predecessor, message };
      predecessor = linked.id;
      return linked;
    });
  };
  const write = async (messages: NewMessage[], rest: Omit<Parameters<typeof append>[3], 'messages'>) => {
    await append(pool, claim, runId, { ...rest, messages });
    nextSeq += messages.length;
    head = messages.at(-1)?.id ?? head;
    options.onWritten();
  };
  return {
    recordOpening: (messages) => write(link(messages), { events: [] }),
    async recordReply(reply) {
      const messages = link([reply.message]);
      const total = addUsage(usage, reply.usage);
      await write(messages, {
        events: replyEvents(reply, messages[0]?.id ?? '', total, clock()),
        step: {
          iteration: reply.iteration,
          usage: reply.usage,
          finishReason: reply.finishReason,
          model: reply.model,
          latencyMs: reply.latencyMs,
        },
        intended: toolCallsOf(reply.message).map((call) => ({
          callId: call.id,
          iteration: reply.iteration,
          name: call.name,
          arguments: call.argumentsText,
        })),
      });
      usage = total;
    },
    async beginCall(call): Promise<CallState> {
      const before = await startToolCall(pool, claim, runId, call.id);
      if (before.state === 'finished' && before.outcome)
        return { state: 'finished', outcome: before.outcome };
      return { state: before.state === 'started' ? 'unknown' : 'new' };
    },
    async endCall(call, outcome, { latencyMs }) {
      await write([], {
        events: [{ ...resultEvent(call, outcome), timestamp: clock() }],
        ended: { callId: call.id, outcome, latencyMs },
      });
    },
    recordResults: (messages) => write(link(messages), { events: [] }),
  };
}
