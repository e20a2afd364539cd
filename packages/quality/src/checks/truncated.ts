/** Nothing that the model wrote was cut off. */
import { type TrajectoryRun, textOf, toolCallsOf } from '@nex/core';
import { defineCheck } from '../check.ts';

/** Any run of the tree counts, because each one's messages are trained on. */
export const truncated = defineCheck({
  name: 'truncated',
  version: 1,
  description:
    'Drops when a run stopped because its output was cut, or when the last assistant message of a run breaks off inside a code block or inside the arguments of a call.',
  reasons: ['truncated'],
  *find({ runs }) {
    for (const run of runs) {
      const { runId } = run;
      const last = run.messages.findLastIndex((message) => message.role === 'assistant');
      const messageIndex = Math.max(0, last);
      const note = run.stopReason === 'truncated' ? 'The run stopped on a cut answer.' : cutIn(run, last);
      if (note !== undefined) yield { reason: 'truncated', runId, messageIndex, note };
    }
  },
});

function cutIn(run: TrajectoryRun, index: number): string | undefined {
  const message = run.messages[index];
  if (message === undefined) return undefined;
  for (const call of toolCallsOf(message)) {
    if (isCutJson(call.argumentsText)) return `The arguments of ${call.name} break off.`;
  }
  return endsInsideCodeBlock(textOf(message)) ? 'The answer breaks off inside a code block.' : undefined;
}

/** A fence opens a block; a line of at least as many of the same sign and nothing else closes it (CommonMark). */
function endsInsideCodeBlock(text: string): boolean {
  let open: string | undefined;
  for (const line of text.split('\n')) {
    const fence = /^[ \t]*(?:(?:[-*+>] ?|\d+[.)] )+[ \t]*)?(`{3,}|~{3,})(.*)$/.exec(line);
    const sign = fence?.[1];
    if (sign === undefined) continue;
    const rest = fence?.[2] ?? '';
    if (open === undefined) {
      if (!(sign.startsWith('`') && rest.includes('`'))) open = sign;
    } else if (sign.startsWith(open) && rest.trim() === '') open = undefined;
  }
  return open !== undefined;
}

/** True for text that starts as a JSON object and ends before its brackets or a string are closed. */
function isCutJson(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (inString) {
      if (sign === '\\') at += 1;
      else if (sign === '"') inString = false;
    } else if (sign === '"') inString = true;
    else if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
  }
  return inString || depth > 0;
}
