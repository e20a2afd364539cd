/** Messages as the OpenTelemetry conventions for generative AI write them into spans: a role and parts, as JSON. */
import { type Block, type FinishReason, type Message, textOf } from '@nex/core';

export function inputText(messages: readonly Message[]): string {
  return JSON.stringify(messages.map(({ role, content }) => ({ role, parts: content.flatMap(partsOf) })));
}

export function outputText({ role, content }: Message, finishReason: FinishReason): string {
  return JSON.stringify([{ role, parts: content.flatMap(partsOf), finish_reason: finishReason }]);
}

function partsOf(block: Block): object[] {
  switch (block.type) {
    case 'text':
    case 'reasoning':
      return block.text === '' ? [] : [{ type: block.type, content: block.text }];
    case 'tool_call':
      return [{ type: 'tool_call', id: block.id, name: block.name, arguments: block.argumentsText }];
    case 'tool_result':
      return [{ type: 'tool_call_response', id: block.toolCallId, response: textOf(block) }];
    case 'image':
      // Bytes of images would be most of the span.
      return [{ type: 'uri', modality: 'image', uri: block.url.startsWith('data:') ? 'data:' : block.url }];
  }
}
