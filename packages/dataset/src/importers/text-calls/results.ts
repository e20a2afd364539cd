/**
 * Tool results in a user message, as NexAU writes them:
 *
 *     Tool execution results:
 *     <tool_result> <tool_name>N</tool_name> (<result>…</result> | <error>…</error>) </tool_result> …
 *
 * The text of a result is anything, these tags included; it ends where the next result or the message's end follows.
 */
import type { Message } from '@nex/core';

const HEAD = /^\s*Tool execution results:/;
const RESULT =
  /\s*<tool_result>\s*<tool_name>([^<]*)<\/tool_name>\s*<(result|error)>([\s\S]*?)<\/\2>\s*<\/tool_result>(?=\s*(?:<tool_result>\s*<tool_name>|$))/y;

export function looksLikeResults(text: string): boolean {
  return HEAD.test(text);
}

/** Results with no id of a call. Absent when the text is anything else. */
export function readTextResults(text: string): Message[] | undefined {
  const head = HEAD.exec(text);
  if (!head) return undefined;
  const messages: Message[] = [];
  let at = head[0].length;
  while (text.slice(at).trim() !== '') {
    RESULT.lastIndex = at;
    const match = RESULT.exec(text);
    if (!match) return undefined;
    const [, name = '', kind, content = ''] = match;
    messages.push({
      role: 'tool',
      content: [
        {
          type: 'tool_result',
          toolCallId: '',
          toolName: name.trim(),
          content: [{ type: 'text', text: content }],
          isError: kind === 'error',
        },
      ],
    });
    at = RESULT.lastIndex;
  }
  return messages.length > 0 ? messages : undefined;
}
