import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const base = { DATABASE_URL: 'postgres://db/nex', LLM_BASE_URL: 'http://model/v1', LLM_MODEL: 'm' };

test.each([
  ['on loopback every kind may be named', {}, ['catalogue', 'http', 'stdio']],
  ['on the network no file may name a command', { HOST: '0.0.0.0' }, ['catalogue', 'http']],
  [
    'unless it is asked for',
    { HOST: '0.0.0.0', MCP_SERVER_TYPES: 'catalogue, stdio' },
    ['catalogue', 'stdio'],
  ],
])('%s', (_name, more, types) => {
  expect([...readConfig({ ...base, ...more }).mcpServerTypes]).toEqual(types);
});

test('Langfuse needs both keys', () => {
  const keys = { LANGFUSE_PUBLIC_KEY: 'pk', LANGFUSE_SECRET_KEY: 'sk' };
  expect(readConfig({ ...base, ...keys }).langfuse).toEqual({
    host: 'https://cloud.langfuse.com',
    publicKey: 'pk',
    secretKey: 'sk',
  });
  expect(readConfig(base)).toMatchObject({ langfuse: undefined, captureContent: false });
  expect(() => readConfig({ ...base, LANGFUSE_PUBLIC_KEY: 'pk' })).toThrow(/LANGFUSE_SECRET_KEY/);
});

test('an unknown kind is refused with those that there are', () => {
  expect(() => readConfig({ ...base, MCP_SERVER_TYPES: 'catalogue,sse' })).toThrow(/MCP_SERVER_TYPES/);
});

test('variables of agent files are texts', () => {
  expect(readConfig(base).agentVariables).toEqual({});
  expect(readConfig({ ...base, AGENT_VARIABLES: '{"A": "b"}' }).agentVariables).toEqual({ A: 'b' });
  for (const wrong of ['{"A": 1}', '[]', 'x']) {
    expect(() => readConfig({ ...base, AGENT_VARIABLES: wrong })).toThrow(/AGENT_VARIABLES/);
  }
});
