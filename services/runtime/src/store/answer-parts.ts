/** The events of an answer by the part of it that they tell: its reasoning, its text, or one of its calls. */
import type { EventDraft } from '@nex/agent';

/** The n-th stretch of reasoning from 1, the text, or the n-th call from 0. */
export type PartKey = `r${number}` | 't' | `c${number}`;

export interface AnswerPart {
  messageId: string;
  /** Absent for events that tell of the whole answer. */
  key?: PartKey;
  /** Characters of the part that earlier events tell. */
  offset: number;
}

/** One per event, in their order. */
export function answerParts(drafts: readonly EventDraft[], messageId: string): AnswerPart[] {
  const told = new Map<PartKey, number>();
  let thought = 0;
  let call = -1;
  return drafts.map(({ type, data }) => {
    if (type === 'THINKING_TEXT_MESSAGE_START') thought += 1;
    if (type === 'TOOL_CALL_START') call += 1;
    const key = keyOf(type, thought, call);
    if (key === undefined) return { messageId, offset: 0 };
    const offset = told.get(key) ?? 0;
    if (typeof data.delta === 'string') told.set(key, offset + data.delta.length);
    return { messageId, key, offset };
  });
}

function keyOf(type: EventDraft['type'], thought: number, call: number): PartKey | undefined {
  if (type.startsWith('THINKING_TEXT_MESSAGE_')) return `r${thought}`;
  if (type.startsWith('TEXT_MESSAGE_')) return 't';
  return type.startsWith('TOOL_CALL_') ? `c${call}` : undefined;
}
