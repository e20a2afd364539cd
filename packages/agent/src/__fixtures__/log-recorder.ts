/** A recorder over a log that outlives the lives of a run, and dies after a given write. */
import { type FinishReason, type Message, type ToolOutcome, textMessage } from '@nex/core';
import type { Inbox } from '../loop-types.ts';
import type { EndedCall, Recorder } from '../recorder.ts';
import { START } from './loop-fixture.ts';

export type Write =
  | { kind: 'reply'; message: Message; finishReason: FinishReason }
  | { kind: 'begin'; callId: string }
  | { kind: 'end'; callId: string; outcome: ToolOutcome }
  | { kind: 'results'; messages: Message[]; ended: readonly EndedCall[] }
  /** A correction, or `taken` messages of the inbox. */
  | { kind: 'messages'; messages: readonly Message[]; taken: number }
  | { kind: 'replacement'; messages: readonly Message[] };

export interface LogRecorder extends Recorder {
  recordTaken(messages: readonly Message[]): Promise<void>;
}

/** Appends to the log; with the write number `dieAfter` durable, it tells `died` and never answers again. */
export function logRecorder(log: Write[], dieAfter: number, died: () => void): LogRecorder {
  const before = [...log];
  async function write(entry: Write): Promise<void> {
    if (log.length >= dieAfter) return new Promise(() => {});
    log.push(entry);
    if (log.length < dieAfter) return;
    died();
    await new Promise(() => {});
  }
  return {
    recordReply: ({ message, finishReason }) => write({ kind: 'reply', message, finishReason }),
    async beginCall({ id: callId }) {
      const ended = before.find((entry) => entry.kind === 'end' && entry.callId === callId);
      if (ended?.kind === 'end') return { state: 'finished', outcome: ended.outcome };
      if (before.some((entry) => entry.kind === 'begin' && entry.callId === callId))
        return { state: 'unknown' };
      await write({ kind: 'begin', callId });
      return { state: 'new' };
    },
    endCall: ({ call: { id: callId }, outcome }) => write({ kind: 'end', callId, outcome }),
    recordResults: (messages, ended) => write({ kind: 'results', messages, ended }),
    recordMessages: (messages) => write({ kind: 'messages', messages, taken: 0 }),
    recordReplacement: ({ messages }) => write({ kind: 'replacement', messages }),
    recordPermissionRequests: () => Promise.reject(new Error('not expected')),
    recordTaken: (messages) => write({ kind: 'messages', messages, taken: messages.length }),
  };
}

/** Of each number of answers in it, one message comes in. */
export function inboxOf(comes: readonly number[], log: readonly Write[], recorder: LogRecorder): Inbox {
  return {
    async take() {
      const taken = log.reduce((sum, entry) => sum + (entry.kind === 'messages' ? entry.taken : 0), 0);
      const here = comes.filter((after) => after <= answersIn(log)).slice(taken);
      const messages = here.map((after) => textMessage('user', `message after ${after}`));
      if (messages.length > 0) await recorder.recordTaken(messages);
      return messages;
    },
  };
}

export function answersIn(log: readonly Write[]): number {
  return log.filter((entry) => entry.kind === 'reply').length;
}

export function historyOf(log: readonly Write[]): Message[] {
  let history = [...START];
  for (const entry of log) {
    if (entry.kind === 'reply') history.push(entry.message);
    else if (entry.kind === 'replacement') history = [...entry.messages];
    else if ('messages' in entry) history.push(...entry.messages);
  }
  return history;
}
