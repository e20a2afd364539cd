/** What the suites over all providers know of each wire, and a model of each that plays recorded replies. */
import { type ApiType, type Message, type ModelRequest, type ToolDefinition, textMessage } from '@nex/core';
import { PROVIDERS } from '../providers/index.ts';
import type { ProviderModel, ProviderOptions } from '../providers/provider-options.ts';
import { type PlayedAnswer, type PlayedPool, playedPool } from './played-pool.ts';
import { fixture } from './read-fixture.ts';

export const KEY = 'sk-test-0123456789';
export const SSE = { 'content-type': 'text/event-stream' };
export const REQUEST: ModelRequest = { messages: [textMessage('user', 'hi')] };
export const TOOLS: ToolDefinition[] = [
  {
    name: 'forecast',
    description: 'Tells the weather.',
    inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    origin: { kind: 'builtin' },
    repeatable: true,
    disableParallel: false,
  },
];

/** `generate_with_token` has no messages on its wire; its own suite covers it. */
export type MessageApi = Exclude<ApiType, 'generate_with_token'>;

export interface Case {
  /** Folder of the recorded replies. */
  folder: string;
  path: string;
  auth: [header: string, value: string];
  refusedKey: number;
  /** Path of the temperature in a body. */
  temperature: string[];
  conversation: string;
  /** Fields that carry the session `run_1`. */
  session?: Record<string, unknown>;
  /** Whether the tool call's arguments are in the replayed body as they came. */
  args: string;
}

export const CASES: Record<MessageApi, Case> = {
  openai_chat_completion: {
    folder: '',
    path: '/v1/chat/completions',
    auth: ['authorization', `Bearer ${KEY}`],
    refusedKey: 401,
    temperature: ['temperature'],
    conversation: 'messages',
    session: { user: 'run_1' },
    args: JSON.stringify('{"city": "Zürich",  "days":3}'),
  },
  openai_responses: {
    folder: 'openai-responses/',
    path: '/v1/responses',
    auth: ['authorization', `Bearer ${KEY}`],
    refusedKey: 401,
    temperature: ['temperature'],
    conversation: 'input',
    session: { safety_identifier: 'run_1', prompt_cache_key: 'run_1' },
    args: JSON.stringify('{"city": "Zürich",  "days":3}'),
  },
  anthropic_chat_completion: {
    folder: 'anthropic/',
    path: '/v1/messages',
    auth: ['x-api-key', KEY],
    refusedKey: 401,
    temperature: ['temperature'],
    conversation: 'messages',
    session: { metadata: { user_id: 'run_1' } },
    args: '"input":{ "city": "Zürich", "days": 3 }',
  },
  gemini_rest: {
    folder: 'gemini/',
    path: '/v1/models/acme-large:generateContent',
    auth: ['x-goog-api-key', KEY],
    refusedKey: 400,
    temperature: ['generationConfig', 'temperature'],
    conversation: 'contents',
    args: '"args":{"city":"Zürich","days":3}',
  },
};

export const APIS = Object.keys(CASES) as MessageApi[];

export const whole = (api: MessageApi, name: string): PlayedAnswer => ({
  body: fixture(`${CASES[api].folder}${name}.json`),
});
export const stream = (api: MessageApi, name: string): PlayedAnswer => ({
  body: fixture(`${CASES[api].folder}${name}.sse`),
  headers: SSE,
});

export interface PlayedModel {
  model: ProviderModel;
  requests: PlayedPool['requests'];
  bodies(): Record<string, unknown>[];
}

export function playedModel(
  api: MessageApi,
  answers: PlayedAnswer[],
  options: Partial<ProviderOptions> = {},
): PlayedModel {
  const { pool, baseUrl, requests } = playedPool(answers);
  const model = PROVIDERS[api]({ baseUrl, pool, model: 'acme-large', apiKey: KEY, ...options });
  return {
    model,
    requests,
    bodies: () => requests.map(({ body }) => JSON.parse(body) as Record<string, unknown>),
  };
}

export function resultOf(toolCallId: string, toolName: string, text: string): Message {
  const content = [{ type: 'text' as const, text }];
  return { role: 'tool', content: [{ type: 'tool_result', toolCallId, toolName, content, isError: false }] };
}
