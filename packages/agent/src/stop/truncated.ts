/** The answer hit the output limit and holds no call to go on with. */
import { textOf, toolCallsOf } from '@nex/core';
import type { StopPredicate } from './stop-predicate.ts';

export const truncated: StopPredicate = ({ turn }) => {
  if (turn?.finishReason !== 'length' || toolCallsOf(turn.message).length > 0) return undefined;
  return { stopReason: 'truncated', response: textOf(turn.message) };
};
