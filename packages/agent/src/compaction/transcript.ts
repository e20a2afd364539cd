/** A conversation as plain text, for the model that sums it up. */
import { type Block, type Message, textOf } from '@nex/core';

/** Characters of one tool result that a summary needs to see. */
const RESULT_CHARS = 8_000;

export function transcriptOf(messages: readonly Message[]): string {
  return messages.map((message) => `[${message.role}]\n${message.content.map(show).join('\n')}`).join('\n\n');
}

function show(block: Block): string {
  switch (block.type) {
    case 'text':
      return block.text;
    case 'reasoning':
      return `(thinks) ${block.text}`;
    case 'image':
      return '(an image)';
    case 'tool_call':
      return `(calls ${block.name}) ${block.argumentsText}`;
    case 'tool_result': {
      const text = textOf(block);
      const shown =
        text.length <= RESULT_CHARS ? text : `${text.slice(0, RESULT_CHARS).toWellFormed()} (cut)`;
      return `(${block.isError ? 'error' : 'result'} of ${block.toolName}) ${shown}`;
    }
  }
}
