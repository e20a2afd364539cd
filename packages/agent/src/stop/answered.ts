/** The model spoke without calling a tool. */
import { textOf, toolCallsOf } from '@nex/core';
import type { StopPredicate } from './stop-predicate.ts';

export const answered: StopPredicate = ({ turn }) => {
  if (!turn || toolCallsOf(turn.message).length > 0) return undefined;
  return { stopReason: 'answered', response: textOf(turn.message) };
};
