/** Only the beginning of the result came, and nothing says so. */
import { type TextBlock, type ToolOutcome, textOf } from '@nex/core';
import { type Fault, injected } from './fault.ts';

/** Shorter texts have no beginning that is worth cutting. */
const LEAST_CHARS = 40;
const LEAST_SHARE = 0.3;
const SHARE_SPAN = 0.4;

/** What is no longer text, or short, or an error stays as it is. */
export const partialResult: Fault = async (call) => {
  const outcome = await call.run();
  const text = textOf(outcome);
  if (outcome.isError || text.length < LEAST_CHARS) return outcome;
  const { structured: _, ...rest } = outcome;
  const share = LEAST_SHARE + SHARE_SPAN * call.roll;
  const begin: TextBlock = {
    type: 'text',
    text: text.slice(0, Math.floor(text.length * share)).toWellFormed(),
  };
  const cut: ToolOutcome = { ...rest, content: [begin] };
  return injected(cut, call);
};
