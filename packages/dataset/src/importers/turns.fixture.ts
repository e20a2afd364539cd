/** Messages in OpenAI's form, calls and results as NexAU writes them in text, and the model calls that a conversation took. */
import type { JsonObject } from '@nex/core';
import type { FixtureSpan } from './spans.fixture.ts';

const system = (content: string): JsonObject => ({ role: 'system', content });
export const user = (content: string): JsonObject => ({ role: 'user', content });
export const says = (content: string, more: JsonObject = {}): JsonObject => ({
  role: 'assistant',
  content,
  ...more,
});
export const calls = (...made: [id: string, name: string, args: string][]): JsonObject => ({
  role: 'assistant',
  content: null,
  tool_calls: made.map(([id, name, args]) => ({ id, type: 'function', function: { name, arguments: args } })),
});
export const answers = (id: string, content: string): JsonObject => ({
  role: 'tool',
  tool_call_id: id,
  content,
});

export const toolUse = (name: string, values: string, isCut = false) =>
  `<tool_use>\n  <tool_name>${name}</tool_name>\n  <parameter>\n${values}\n  </parameter>\n${isCut ? '' : '</tool_use>'}`;
export const toolResult = (name: string, text: string, tag = 'result') =>
  `<tool_result>\n<tool_name>${name}</tool_name>\n<${tag}>${text}</${tag}>\n</tool_result>`;
export const results = (...texts: string[]) => user(`Tool execution results:\n${texts.join('\n\n')}`);

export const AGENT: FixtureSpan = { id: 'aaaaaaaaaaaaaaaa', kind: 'agent', name: 'lead', output: 'Sencha.' };

export const HEAD = [system('You are a helper.'), user('Which tea is green?')];
export const END = says('Sencha.');
/** The same as lines of an expectation. */
export const SYSTEM = 'system: You are a helper.';
export const ASK = 'user: Which tea is green?';
export const SAID = 'assistant: Sencha.';

/** Model calls of one agent, each with all of the history, as every recorder writes them. */
export function turns(
  history: JsonObject[],
  more: Partial<FixtureSpan> = {},
  parent = AGENT.id,
): FixtureSpan[] {
  const spans: FixtureSpan[] = [];
  for (const [index, message] of history.entries()) {
    if (message['role'] !== 'assistant') continue;
    const id = `${parent.slice(0, 12)}${String(index).padStart(4, '0')}`;
    spans.push({ id, parent, kind: 'model', messages: history.slice(0, index), answer: message, ...more });
  }
  return spans;
}

export interface Situation {
  name: string;
  spans: FixtureSpan[];
  /** What must stand in the root's conversation, in this order: `role: text`, `call name arguments`, `result id text`. */
  lines: string[];
  /** Of each earlier leaf. */
  earlier?: string[][];
  /** Of each run below the root, with its call. */
  below?: { agent: string; callId: string | null; lines: string[]; tools?: string[] }[];
  stopReason?: string;
}
