/** What tests share: recorded tool schemas and a chat without a network. */
import { readFileSync } from 'node:fs';
import { decide } from '../policy/decide.ts';
import { chatRequestSchema } from '../protocol/chat-request.ts';
import type { JsonSchema } from '../schema/json-schema.ts';

/** A tool as it was recorded from its server. */
export type RecordedTool = { name: string; description: string; parameters: JsonSchema };

const recorded = JSON.parse(readFileSync(new URL('real-tools.json', import.meta.url), 'utf8')) as Record<
  string,
  RecordedTool[]
>;

/** Recorded tools by their names; unknown names are an error. */
export function realTools(...names: string[]): RecordedTool[] {
  const all = Object.values(recorded).flat();
  return names.map((name) => {
    const tool = all.find((one) => one.name === name);
    if (!tool) throw new Error(`no recorded tool ${name}`);
    return tool;
  });
}

/** Every recorded server with its tools, as a catalogue has them. */
export function catalogue() {
  return Object.entries(recorded).map(([server, tools]) => ({
    server,
    domain: server,
    summary: `${server} tools`,
    tools: tools.map(({ name, description }) => ({ name, description })),
  }));
}

/** A message of a test's conversation. */
export type TestMessage = {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string | null;
  tool_calls?: { id: string; type: 'function'; function: { name: string; arguments: string } }[];
  tool_call_id?: string;
};

/** Runs a conversation to its end; `act` answers the calls, `hints` go with every request and are not kept. */
export function converse(
  user: string,
  tools: RecordedTool[],
  act: (name: string, args: Record<string, unknown>) => string,
  system = 'You help. Files live under `/workspace`.',
  hints: readonly string[] = [],
) {
  const messages: TestMessage[] = [
    { role: 'system', content: system },
    { role: 'user', content: user },
  ];
  const turns: { name: string; args: Record<string, unknown> }[][] = [];
  for (let turn = 0; turn < 20; turn += 1) {
    const request = chatRequestSchema.parse({
      messages: [...messages, ...hints.map((content) => ({ role: 'user', content }))],
      tools: tools.map((one) => ({ type: 'function', function: one })),
    });
    const { text, calls } = decide(request, 7);
    if (calls.length === 0) return { answer: text, turns, messages };
    const ids = calls.map((_, at) => `call_${turn}_${at}`);
    messages.push({
      role: 'assistant',
      content: text,
      tool_calls: calls.map((call, at) => ({
        id: ids[at] ?? '',
        type: 'function',
        function: { name: call.tool, arguments: JSON.stringify(call.arguments) },
      })),
    });
    turns.push(calls.map((call) => ({ name: call.tool, args: call.arguments })));
    calls.forEach((call, at) =>
      messages.push({ role: 'tool', tool_call_id: ids[at] ?? '', content: act(call.tool, call.arguments) }),
    );
  }
  throw new Error('the conversation does not end');
}
