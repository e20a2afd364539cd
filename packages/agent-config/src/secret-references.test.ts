import { describe, expect, it } from 'vitest';
import { loadFiles, READ_TOOL } from './load-files.fixture.ts';
import { checkSecretReferences, fillSecrets, secretNames } from './secret-references.ts';

const R = '${secret.CRM}';

it('stays a reference in the loaded agent', async () => {
  const { agent } = await loadFiles({
    'main.yaml': `name: main
llm_config: { api_key: "\${secret.model-key}" }
system_prompt: Base.
mcp_servers:
  - { type: stdio, name: crm, command: crm, env: { TOKEN: ${'"${secret.CRM}"'}, ID: 5 } }
  - { type: http, name: far, url: "https://far.example/mcp", headers: { Authorization: "Bearer \${secret.CRM}" } }
tools: [{ yaml_path: read.yaml, binding: "builtin:read_file", extra_kwargs: { deep: ["\${secret.a.b}"] } }]
`,
    'read.yaml': READ_TOOL,
  });
  expect(agent.model.apiKey).toBe('${secret.model-key}');
  expect(agent.mcpServers).toMatchObject([
    { env: { TOKEN: R, ID: '5' } },
    { headers: { Authorization: `Bearer ${R}` } },
  ]);
  expect(secretNames(agent)).toEqual(['model-key', 'a.b', 'CRM']);
});

describe('where it may stand', () => {
  it.each([
    { llm_config: { api_key: R } },
    { mcp_servers: [{ env: { A: `a ${R}` } }, { headers: { 'x/y': R } }] },
    { tools: [{ extra_kwargs: { a: { b: [R] } } }] },
    { middlewares: ['x', { params: { fallbacks: [{ llm_config: { api_key: R } }] } }] },
    { plugins: [{ config: { token: R } }] },
  ])('%j', (file) => expect(() => checkSecretReferences(file, 'main.yaml')).not.toThrow());

  it.each([
    [{ system_prompt: `Say ${R}.` }, 'system_prompt'],
    [{ description: R }, 'description'],
    [{ llm_config: { base_url: R } }, 'llm_config.base_url'],
    [{ mcp_servers: [{ args: [R] }] }, 'mcp_servers[0].args[0]'],
    [{ variables: { sandbox_env: { A: R } } }, 'variables.sandbox_env.A'],
    [{ middlewares: [{ params: { prompt: R } }] }, 'middlewares[0].params.prompt'],
    [{ context: { llm_config: { api_key: R } } }, 'context.llm_config.api_key'],
  ])('not in %j', (file, where) => {
    expect(() => checkSecretReferences(file, 'main.yaml')).toThrow(
      expect.objectContaining({ code: 'config_invalid', where: `main.yaml: ${where}` }),
    );
  });

  it.each(['${secret.}', '${secret.-a}', '${secret.a b}', '${secret.a/../b}'])('not as %s', (text) => {
    expect(() => checkSecretReferences({ llm_config: { api_key: text } }, 'main.yaml')).toThrow(
      /is no name of a secret/,
    );
  });
});

it('fills in what is known, once, and nothing that a value holds', () => {
  const call = () => 'called';
  const values = new Map([
    ['A', '$& ${secret.B}'],
    ['B', 'b-value'],
  ]);
  expect(fillSecrets({ a: ['x ${secret.A} ${secret.B}'], b: '${secret.C}', n: 1, call }, values)).toEqual({
    a: ['x $& ${secret.B} b-value'],
    b: '${secret.C}',
    n: 1,
    call,
  });
});
