/**
 * Where a reader stands: behind a durable event, and within answers that were still being written. As text it is the
 * event's sequence, followed by `:<run>/<message>/<characters>` for each such answer, where the characters are those of
 * each stretch of reasoning (`r1`, `r2`, …), of the text (`t`) and of the arguments of each call (`c0`, `c1`, …) that were
 * sent: `57:run_a/msg_b/r1.120,e1.0,t.0`. A part that is named has begun, even with 0 characters; `e1` says that the first
 * stretch of reasoning has ended.
 */
import type { PartKey } from '../store/answer-parts.ts';

export interface ResumePoint {
  sequence: number;
  /** By message id. */
  open: Map<string, OpenMessage>;
}

export interface OpenMessage {
  runId: string;
  sent: Map<SentKey, number>;
}

export type SentKey = PartKey | `e${number}`;

/** Answers that a reader follows at a time; others come whole when they are stored. */
export const MAX_OPEN = 24;
/** Longest text of a point. A reader begins nothing that would not fit. */
export const MAX_RESUME_LENGTH = 4000;

const SEQUENCE = /^\d{1,15}$/;
const OPEN = /^([\w-]{1,60})\/([\w-]{1,60})\/([retc\d.,]*)$/;
const PART = /^(t|[rec]\d{1,3})\.(\d{1,9})$/;

export function formatResumePoint({ sequence, open }: ResumePoint): string {
  let text = String(sequence);
  for (const [messageId, { runId, sent }] of open) {
    const parts = [...sent].map(([key, count]) => `${key}.${count}`);
    text += `:${runId}/${messageId}/${parts.join(',')}`;
  }
  return text;
}

/** What cannot be read is left out: the reader gets more than it needs, never less. */
export function parseResumePoint(text: string): ResumePoint {
  const [first = '', ...rest] = text.slice(0, MAX_RESUME_LENGTH).split(':');
  const point: ResumePoint = { sequence: SEQUENCE.test(first) ? Number(first) : 0, open: new Map() };
  for (const one of rest.slice(0, MAX_OPEN)) {
    const [, runId, messageId, parts] = OPEN.exec(one) ?? [];
    if (runId === undefined || messageId === undefined || parts === undefined) continue;
    const sent = new Map<SentKey, number>();
    for (const part of parts.split(',')) {
      const [, key, count] = PART.exec(part) ?? [];
      if (key !== undefined) sent.set(key as SentKey, Number(count));
    }
    point.open.set(messageId, { runId, sent });
  }
  return point;
}
