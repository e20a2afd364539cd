/**
 * One reader of a tree's events: puts stored events and answers under way together so that nothing is told twice,
 * wherever the reader comes from. What a reader has seen of an answer is left out when the stored answer comes; an
 * answer that it saw the beginning of and that was not stored is taken back by a TEXT_MESSAGE_END with
 * `discarded: true`, which voids everything of that message id. Pure: it reads and waits for nothing.
 */

import { thinkingId } from '@nex/agent';
import type { Json, RunEventType } from '@nex/core';
import type { AnswerPart } from '../store/answer-parts.ts';
import type { StoredEvent } from '../store/read-events.ts';
import type { LiveMessage, LiveRuns } from './live-messages.ts';
import {
  formatResumePoint,
  MAX_OPEN,
  MAX_RESUME_LENGTH,
  type ResumePoint,
  type SentKey,
} from './resume-point.ts';

export interface WatchedEvent extends Omit<StoredEvent, 'part'> {
  /** Where to resume behind this event. For an answer under way, `sequence` is that of the last stored event. */
  resume: string;
  isLive: boolean;
}

export interface Reader {
  readonly sequence: number;
  /** What the reader is told of the next stored event: nothing, when it knows all of it. */
  stored(event: StoredEvent): Iterable<WatchedEvent>;
  /** The event is not for this reader. */
  skip(event: StoredEvent): void;
  /** What is new in the answers under way. */
  live(runs: Iterable<readonly [string, LiveMessage | undefined]>): Iterable<WatchedEvent>;
  /** Answers that the reader saw the beginning of and that nobody writes any more. They are stored, or void. */
  ended(runs: LiveRuns): string[];
  /** Takes back those of the answers that no stored event told of. */
  discard(messageIds: Iterable<string>): Iterable<WatchedEvent>;
  /** Whether the stored events told of the answer. */
  knows(runId: string, messageId: string): boolean;
}

/** No answer of the run is under way when one of these comes. */
const BETWEEN_ANSWERS: ReadonlySet<RunEventType> = new Set([
  'RUN_FINISHED',
  'RUN_ERROR',
  'COMPACTION_FINISHED',
]);
/** Room for one more part of an answer in a resume point. */
const PART_LENGTH = 100;

export function createReader(start: ResumePoint, clock: () => number): Reader {
  const { open } = start;
  let { sequence } = start;
  /** Run → its last stored answer. */
  const told = new Map<string, string>();

  const resume = () => formatResumePoint({ sequence, open });
  const hasRoom = () => resume().length < MAX_RESUME_LENGTH - PART_LENGTH;
  const frame = (runId: string, type: RunEventType, data: Record<string, Json>): WatchedEvent => {
    return { sequence, run_id: runId, type, timestamp_ms: clock(), data, resume: resume(), isLive: true };
  };

  function* discard(messageIds: Iterable<string>): Iterable<WatchedEvent> {
    for (const messageId of messageIds) {
      const message = open.get(messageId);
      if (!message) continue;
      open.delete(messageId);
      yield frame(message.runId, 'TEXT_MESSAGE_END', { messageId, discarded: true });
    }
  }

  function* stored(event: StoredEvent): Iterable<WatchedEvent> {
    const { part, ...rest } = event;
    const { run_id: runId, type } = event;
    if (part || BETWEEN_ANSWERS.has(type)) {
      const others = [...open].filter(([id, one]) => one.runId === runId && id !== part?.messageId);
      yield* discard(others.map(([id]) => id));
    }
    sequence = event.sequence;
    if (part) told.set(runId, part.messageId);
    const data = part ? unseen(event, part, open.get(part.messageId)?.sent) : event.data;
    if (type === 'MODEL_CALL_FINISHED' && part) open.delete(part.messageId);
    if (data) yield { ...rest, data, resume: resume(), isLive: false };
  }

  function* written(runId: string, message: LiveMessage): Iterable<WatchedEvent> {
    const { messageId } = message;
    const say = function* (key: SentKey, whole: string, type: RunEventType, ids: Record<string, Json>) {
      const sent = open.get(messageId)?.sent;
      const from = sent?.get(key) ?? 0;
      if (!sent || whole.length <= from) return;
      sent.set(key, whole.length);
      yield frame(runId, type, { ...ids, delta: whole.slice(from) });
    };
    /** Whether the part is told; the first time it begins with an event of its own. */
    const begin = function* (key: SentKey, type: RunEventType, data: Record<string, Json>) {
      if (open.get(messageId)?.sent.has(key)) return true;
      if ((!open.has(messageId) && open.size >= MAX_OPEN) || !hasRoom()) return false;
      if (!open.has(messageId)) open.set(messageId, { runId, sent: new Map() });
      open.get(messageId)?.sent.set(key, 0);
      yield frame(runId, type, data);
      return true;
    };
    for (const [index, thought] of message.thoughts.entries()) {
      const n = index + 1;
      const ids = { messageId, thinkingMessageId: thinkingId(messageId, n) };
      if (!(yield* begin(`r${n}`, 'THINKING_TEXT_MESSAGE_START', ids))) return;
      yield* say(`r${n}`, thought, 'THINKING_TEXT_MESSAGE_CONTENT', ids);
      const goesOn = message.thinking && n === message.thoughts.length;
      if (!goesOn) yield* begin(`e${n}`, 'THINKING_TEXT_MESSAGE_END', ids);
    }
    if (message.text !== '' && (yield* begin('t', 'TEXT_MESSAGE_START', { messageId, role: 'assistant' }))) {
      yield* say('t', message.text, 'TEXT_MESSAGE_CONTENT', { messageId });
    }
    for (const [index, { id: toolCallId, name, argumentsText }] of message.calls.entries()) {
      const begun = { toolCallId, toolCallName: name, parentMessageId: messageId };
      if (!(yield* begin(`c${index}`, 'TOOL_CALL_START', begun))) return;
      yield* say(`c${index}`, argumentsText, 'TOOL_CALL_ARGS', { toolCallId });
    }
  }

  return {
    get sequence() {
      return sequence;
    },
    stored,
    skip(event) {
      sequence = event.sequence;
    },
    *live(runs) {
      for (const [runId, message] of runs) {
        if (message && told.get(runId) !== message.messageId) yield* written(runId, message);
      }
    },
    ended: (runs) =>
      [...open].flatMap(([id, { runId }]) =>
        runs.has(runId) && runs.get(runId)?.messageId !== id ? [id] : [],
      ),
    discard,
    knows: (runId, messageId) => open.has(messageId) || told.get(runId) === messageId,
  };
}

/** The event's data without what was sent of it; `undefined` when that was all. */
function unseen(
  { type, data }: StoredEvent,
  { key, offset }: AnswerPart,
  sent: ReadonlyMap<SentKey, number> | undefined,
): Record<string, Json> | undefined {
  const seen = key === undefined ? undefined : sent?.get(key);
  if (type === 'THINKING_TEXT_MESSAGE_END' && key && sent?.has(`e${Number(key.slice(1))}`)) return undefined;
  if (seen === undefined || type.endsWith('_END')) return data;
  if (type.endsWith('_START')) return undefined;
  const { delta } = data;
  if (typeof delta !== 'string' || seen <= offset) return data;
  const rest = delta.slice(seen - offset);
  return rest === '' ? undefined : { ...data, delta: rest };
}
