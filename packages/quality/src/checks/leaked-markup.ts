/** The marks of a chat template never show in what is said. */
import { clip, defineCheck } from '../check.ts';
import { proseOf } from '../prose.ts';

/** Control tokens of the common model families, and calls that were written as text and read by nobody. */
const MARKUP =
  /<\|(?:im_start|im_end|endoftext|eot_id|start_header_id|end_header_id|channel|message|call|return|tool_calls?_section_begin|python_tag)\|>|<｜[^｜\n]{1,40}｜>|<\/?(?:think|tool_call|tool_calls|tool_response|tool_use|function_calls?|minimax:tool_call)>|<(?:function|invoke|parameter)(?:=|\s+name=)|\[\/?(?:TOOL_CALLS|INST|AVAILABLE_TOOLS)\]/u;

export const leakedMarkup = defineCheck({
  name: 'leaked_markup',
  version: 1,
  description:
    'Drops when text of an assistant has, outside of code, control tokens of a chat template, marks of reasoning, or a tool call that was written as text and never read.',
  reasons: ['leaked_markup'],
  *find({ runs }) {
    for (const { runId, messages } of runs) {
      for (const [messageIndex, message] of messages.entries()) {
        if (message.role !== 'assistant') continue;
        for (const block of message.content) {
          if (block.type !== 'text' || !MARKUP.test(block.text)) continue;
          const found = MARKUP.exec(proseOf(block.text))?.[0];
          if (found === undefined) continue;
          const note = `The text shows markup: ${clip(found, 60)}`;
          yield { reason: 'leaked_markup', runId, messageIndex, note };
        }
      }
    }
  },
});
