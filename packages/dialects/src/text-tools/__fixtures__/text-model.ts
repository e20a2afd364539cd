/** A model that knows only text and plays answers in order, and what it is asked with. */
import {
  type Message,
  type Model,
  type ModelReply,
  type ModelRequest,
  NO_USAGE,
  type ToolDefinition,
  textMessage,
} from '@nex/core';

export const LOOK: ToolDefinition = {
  name: 'look',
  description: 'Looks at a city.',
  inputSchema: { type: 'object', properties: { city: { type: 'string' } } },
  origin: { kind: 'builtin' },
  repeatable: true,
  disableParallel: false,
};
export const TOOLS = [LOOK];
export const SIGNAL = new AbortController().signal;

export function scripted(
  answers: (string | ModelReply)[],
  cuts: (text: string) => string[] = (text) => [text],
) {
  const requests: ModelRequest[] = [];
  const model: Model = {
    name: 'text-only',
    provider: 'models.test',
    async call(request, { onDelta }) {
      const answer = answers[requests.length];
      requests.push(request);
      if (answer === undefined) throw new Error('the script is over');
      if (typeof answer !== 'string') return answer;
      for (const delta of cuts(answer)) onDelta?.({ type: 'text', delta });
      return replyOf(answer);
    },
  };
  return { model, requests };
}
export function replyOf(text: string, finishReason: ModelReply['finishReason'] = 'stop'): ModelReply {
  return { message: textMessage('assistant', text), finishReason, usage: NO_USAGE, model: 'm' };
}
export function result(toolCallId: string, text: string, url?: string): Message {
  const image = url === undefined ? [] : [{ type: 'image' as const, url }];
  return {
    role: 'tool',
    content: [
      {
        type: 'tool_result',
        toolCallId,
        toolName: 'look',
        content: [{ type: 'text', text }, ...image],
        isError: false,
      },
    ],
  };
}
export const hermesCall = (city: string) =>
  `<tool_call>\n{"name": "look", "arguments": {"city":"${city}"}}\n</tool_call>`;
