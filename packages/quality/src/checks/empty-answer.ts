/** The root ends on something that answers. */
import { type Message, type TrajectoryRun, textOf } from '@nex/core';
import { clip, defineCheck, type Finding } from '../check.ts';
import { rootOf } from '../root.ts';

/** Words that stand for an answer only inside brackets, as in `[empty]` or `<your answer here>`. */
const BRACKETED =
  /^(?:empty|none|null|nil|undefined|blank|todo|tbd|n\/a|placeholder|text|answer|response|output|result|summary|report|no (?:answer|response|content|output|text)|(?:the |your |final |my )+(?:answer|response|output|text)(?: (?:goes )?here)?|insert .*|add .*|fill .*|\.{3}|…)$/u;
/** Words that stand for an answer even when they stand bare. */
const BARE = /^(?:null|undefined|todo|tbd|n\/a|placeholder|\[object object\]|\(no (?:content|output)\))$/u;
const BRACKETS = /^(?:\[+|\(+|<+|\{+)\s*(.*?)\s*(?:\]+|\)+|\/?>+|\}+)$/su;

/**
 * Judges form, not worth: "I could not find it" is an answer. After a stop tool the run's response counts, because
 * the conversation then ends on a call or its result.
 */
export const emptyAnswer = defineCheck({
  name: 'empty_answer',
  version: 1,
  description:
    "Drops when the root's last message is no assistant answer, or when the answer is empty, has no letter, number or symbol, or is only a placeholder. An honest refusal is kept.",
  reasons: ['no_final_answer', 'empty_answer', 'placeholder_answer'],
  *find(trajectory) {
    const found = fault(rootOf(trajectory));
    if (found !== undefined) yield found;
  },
});

function fault(root: TrajectoryRun): Finding | undefined {
  const messageIndex = Math.max(0, root.messages.length - 1);
  const finding = (reason: string, note: string): Finding => ({
    reason,
    runId: root.runId,
    messageIndex,
    note,
  });
  const last = root.messages.at(-1);
  const byStopTool = root.stopReason === 'stop_tool';
  if (!byStopTool) {
    if (last?.role !== 'assistant') return finding('no_final_answer', 'The last message is no answer.');
    if (last.content.some((block) => block.type === 'tool_call')) {
      return finding('no_final_answer', 'The last message still calls a tool.');
    }
    if (last.content.some((block) => block.type === 'image')) return undefined;
  }
  const answer = (byStopTool && root.response) || (last === undefined ? '' : spokenText(last));
  if (!/[\p{L}\p{N}\p{S}]/u.test(answer)) return finding('empty_answer', 'The answer holds no words.');
  if (isPlaceholder(answer)) {
    return finding('placeholder_answer', `The answer is a placeholder: ${clip(answer.trim(), 60)}`);
  }
  return undefined;
}

/** The text of a message; of a tool message, the text of its result. */
function spokenText(message: Message): string {
  return message.content
    .map((block) => (block.type === 'tool_result' ? textOf(block) : block.type === 'text' ? block.text : ''))
    .join('\n');
}

function isPlaceholder(answer: string): boolean {
  if (answer.length > 200) return false;
  const text = answer
    .toLowerCase()
    .trim()
    .replaceAll(/^[*_`"'#\s]+|[*_`"'.!\s]+$/gu, '');
  const inner = BRACKETS.exec(text)?.[1];
  return BARE.test(text) || (inner !== undefined && BRACKETED.test(inner));
}
