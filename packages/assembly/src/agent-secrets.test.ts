import { type AgentSpec, type McpServerSpec, NexError, type Tool } from '@nex/core';
import { expect, test } from 'vitest';
import { createAgentSecrets } from './agent-secrets.ts';

const VALUE = 'line one "two"\nthree';
const KEPT = new Map([
  ['A', VALUE],
  ['B', 'Bearer abcdef123'],
  ['C', 'line one "two"\nthree and more'],
]);
const open = () => {
  const asked: string[][] = [];
  const read = async (names: readonly string[]) => {
    asked.push([...names]);
    return new Map([...KEPT].filter(([name]) => names.includes(name)));
  };
  return { asked, secrets: createAgentSecrets(read, (name) => `Set ${name}.`) };
};
const agent = (apiKey?: string) =>
  ({
    systemPrompt: [{ text: '${secret.A}', cache: true }],
    model: { ...(apiKey === undefined ? {} : { apiKey }), extra: {} },
    tools: [{ name: 't', description: '${secret.A}', fixedArguments: { deep: ['x ${secret.A}'] } }],
    middlewares: [{ name: 'llm_failover', params: { llm_config: { api_key: '${secret.B}' } }, where: 'm' }],
  }) as unknown as AgentSpec;

test('fills in what needs a value and nothing that a model is told', async () => {
  const { asked, secrets } = open();
  const given = agent('${secret.B}');
  const filled = await secrets.fillAgent(given);
  expect(filled).toMatchObject({
    systemPrompt: [{ text: '${secret.A}' }],
    model: { apiKey: 'Bearer abcdef123' },
    tools: [{ description: '${secret.A}', fixedArguments: { deep: [`x ${VALUE}`] } }],
    middlewares: [{ params: { llm_config: { api_key: 'Bearer abcdef123' } } }],
  });
  expect(given).toEqual(agent('${secret.B}'));
  expect(asked).toEqual([['B', 'A']]);
});

test('an agent without references stays itself, and nothing is read', async () => {
  const { asked, secrets } = open();
  const plain = { ...agent(), tools: [], middlewares: [] };
  expect(await secrets.fillAgent(plain)).toBe(plain);
  const tool = {} as Tool;
  expect(secrets.maskTool(tool)).toBe(tool);
  expect(asked).toEqual([]);
});

test('a missing one is named', async () => {
  const { secrets } = open();
  await expect(secrets.fillAgent(agent('${secret.NONE}'))).rejects.toMatchObject({
    code: 'not_found',
    message: 'There is no secret NONE.',
    hint: 'Set NONE.',
  });
});

test('a server gets its own values, and is told what it may not say', async () => {
  const { secrets } = open();
  const server = (name: string, env: Record<string, string>): McpServerSpec => ({
    type: 'stdio',
    name,
    command: 'x',
    args: [],
    env,
    timeoutMs: 1,
  });
  const [first, second] = await secrets.fillServers([server('a', { K: '${secret.B}' }), server('b', {})]);
  expect(first).toMatchObject({ env: { K: 'Bearer abcdef123' } });
  expect(first?.secrets).toEqual(expect.arrayContaining(['Bearer abcdef123', 'abcdef123']));
  expect(second).toEqual(server('b', {}));
});

test('whatever a tool says is rid of the values', async () => {
  const { secrets } = open();
  await secrets.fillAgent(agent());
  await secrets.fillServers([
    { type: 'http', name: 'h', url: 'https://h.example', headers: { a: '${secret.C}' }, timeoutMs: 1 },
  ]);
  const progress: unknown[] = [];
  const tool = secrets.maskTool({
    definition: {
      name: 't',
      description: `With ${VALUE}.`,
      inputSchema: { default: VALUE },
      origin: { kind: 'builtin' },
      repeatable: true,
      disableParallel: false,
    },
    check: () => undefined,
    permit: () => ({ decision: 'ask', prompt: `Send abcdef123?`, key: 't:abcdef123' }),
    async execute(_args, { onProgress }) {
      onProgress?.({ progress: 1, message: VALUE });
      return {
        isError: false,
        content: [
          { type: 'text', text: `${JSON.stringify(VALUE)} ${encodeURIComponent(VALUE)} ${KEPT.get('C')}` },
        ],
        structured: { [VALUE]: [VALUE] },
      };
    },
  });
  const context = {
    signal: new AbortController().signal,
    callId: 'c',
    onProgress: (one: unknown) => void progress.push(one),
  };
  expect(await tool.execute({}, context)).toEqual({
    isError: false,
    content: [{ type: 'text', text: '"<secret>" <secret> <secret>' }],
    structured: { '<secret>': ['<secret>'] },
  });
  expect(progress).toEqual([{ progress: 1, message: '<secret>' }]);
  expect(tool.definition).toMatchObject({
    description: 'With <secret>.',
    inputSchema: { default: '<secret>' },
  });
  expect(tool.permit?.({})).toEqual({ decision: 'ask', prompt: 'Send <secret>?', key: 't:<secret>' });
  const failing = secrets.guard(async () => {
    throw new NexError('tool_unavailable', 'Refused abcdef123.', { hint: 'Not abcdef123.' });
  });
  await expect(failing).rejects.toMatchObject({ message: 'Refused <secret>.', hint: 'Not <secret>.' });
});
