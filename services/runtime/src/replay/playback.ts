/**
 * Where a replay stands in the log of one run: what is next in it, given what was produced so far. Knows nothing of the
 * loop; model, tools, inbox and the rest ask it what the log has for them.
 */
import type { Message, ReplayDifference, ToolOutcome } from '@nex/core';
import type { StoredMessage } from '../store/messages.ts';
import type { CompactionRow, RunRecord } from './read-tree-record.ts';
import type { Produced } from './replay-writer.ts';

/** The log has nothing more for the run at this point. */
export class EndOfRecord extends Error {
  override readonly name = 'EndOfRecord';
}

/** Reasons to end that lie outside of the run. */
const OUTSIDE: ReadonlySet<string | null> = new Set(['cancelled', 'timeout', 'error']);

export interface Playback {
  readonly record: RunRecord;
  readonly produced: Produced;
  /** Answers of the model, in order. */
  readonly answers: readonly StoredMessage[];
  /** Whether the run was ended by something that its log does not hold. */
  readonly endsFromOutside: boolean;
  /** What a call came to; `undefined` when the log does not say. */
  outcomeOf(callId: string): ToolOutcome | undefined;
  /** The compaction that comes next, if it comes at this point. */
  compactionHere(mode: 'regular' | 'emergency'): CompactionRow | undefined;
  /** Whether an answer or a compaction comes next. */
  hasNextCall(): boolean;
  /** User messages that the run takes from its inbox at this point. */
  takeInbox(): Message[];
  /** User messages at this point, or so many messages later, that came neither from the inbox nor as a correction. */
  addedHere(later?: number): Message[];
  /** Nothing of the log is left to play. */
  isOver(): boolean;
  /** Notes something that is not as recorded and would not show in what is produced. The first one counts. */
  note(difference: ReplayDifference | undefined): void;
  readonly noted: ReplayDifference | undefined;
}

export interface PlaybackOptions {
  /** Messages that the run begins with; the caller may have put answers among them. */
  openingLength: number;
  /** Whether the answer must have a form. */
  hasOutput: boolean;
}

export function createPlayback(
  record: RunRecord,
  produced: Produced,
  { openingLength, hasOutput }: PlaybackOptions,
): Playback {
  const { messages, steps, compactions, inbox } = record;
  const answers = messages.filter(
    ({ id, body, seq, message }) => message.role === 'assistant' && body === id && seq >= openingLength,
  );
  const outcomes = outcomesOf(record);
  let taken = 0;
  let noted: ReplayDifference | undefined;
  const here = (mode: string) => {
    const next = compactions[produced.compactions.length];
    return next?.seq === produced.messages.length && next.report.mode === mode ? next : undefined;
  };
  const isCorrection = (seq: number) => {
    const before = messages[seq - 1]?.message;
    return (
      hasOutput && before?.role === 'assistant' && before.content.every((one) => one.type !== 'tool_call')
    );
  };
  return {
    record,
    produced,
    answers,
    endsFromOutside: OUTSIDE.has(record.run.stop_reason),
    outcomeOf: (callId) => outcomes.get(callId),
    compactionHere: here,
    hasNextCall: () => here('emergency') !== undefined || produced.steps.length < steps.length,
    takeInbox() {
      const found: Message[] = [];
      for (let seq = produced.messages.length; seq < messages.length; seq += 1) {
        const row = messages[seq];
        const message = inbox[taken];
        if (!row || !message || row.message.role !== 'user') break;
        if (compactions.some((one) => one.seq === seq)) break;
        const same = JSON.stringify(row.message.content) === JSON.stringify(message.content);
        if (!same && found.length === 0 && isCorrection(seq)) break;
        found.push(message);
        taken += 1;
      }
      return found;
    },
    addedHere(later = 0) {
      const found: Message[] = [];
      const start = produced.messages.length + later;
      for (let seq = start; seq < messages.length; seq += 1) {
        const message = messages[seq]?.message;
        if (message?.role !== 'user' || (seq === start && isCorrection(seq))) break;
        if (compactions.some((one) => one.seq === seq)) break;
        if (JSON.stringify(message.content) === JSON.stringify(inbox[taken]?.content)) break;
        found.push(message);
      }
      return found;
    },
    isOver: () =>
      produced.messages.length >= messages.length &&
      produced.steps.length >= steps.length &&
      produced.compactions.length >= compactions.length,
    note(difference) {
      noted ??= difference;
    },
    get noted() {
      return noted;
    },
  };
}

/** From the messages, where a compaction's shorter copies come later, and from the marks of a turn that is open. */
function outcomesOf({ messages, calls }: RunRecord): Map<string, ToolOutcome> {
  const outcomes = new Map<string, ToolOutcome>();
  for (const { message } of messages) {
    for (const block of message.content) {
      if (block.type !== 'tool_result' || outcomes.has(block.toolCallId)) continue;
      const { content, isError, errorKind, structured, injected } = block;
      outcomes.set(block.toolCallId, {
        content,
        isError,
        ...(errorKind ? { errorKind } : {}),
        ...(structured === undefined ? {} : { structured }),
        ...(injected ? { injected } : {}),
      });
    }
  }
  for (const { call_id: id, outcome } of calls) if (outcome && !outcomes.has(id)) outcomes.set(id, outcome);
  return outcomes;
}
