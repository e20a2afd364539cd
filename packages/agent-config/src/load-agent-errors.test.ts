import { describe, expect, it } from 'vitest';
import { type Files, loadFiles } from './load-files.fixture.ts';

describe('errors in both modes', () => {
  const agent = (lines: string): Files => ({ 'main.yaml': `llm_config: {}\n${lines}` });
  it.each<[string, Files, string, string, RegExp]>([
    ['no file', {}, 'bundle_invalid', 'main.yaml', /relative/],
    ['not a map', { 'main.yaml': '- a' }, 'config_invalid', 'main.yaml', /JSON Schema/],
    ['empty', { 'main.yaml': '' }, 'config_invalid', 'main.yaml', /JSON Schema/],
    ['no llm_config', { 'main.yaml': 'name: a' }, 'config_invalid', 'main.yaml: llm_config', /JSON Schema/],
    [
      'misspelt key',
      agent('sytem_prompt: x'),
      'config_invalid',
      'main.yaml: sytem_prompt',
      /Did you mean "system_prompt"/,
    ],
    ['far key', agent('zzzzzzzz: x'), 'config_invalid', 'main.yaml: zzzzzzzz', /Known here: type, name/],
    [
      'key of a tool',
      agent('tools: [{yaml_path: a, bindng: b}]'),
      'config_invalid',
      'main.yaml: tools[0].bindng',
      /Did you mean "binding"/,
    ],
    [
      'key of a server',
      agent('mcp_servers: [{type: http, name: a, url: "http://a", header: {}}]'),
      'config_invalid',
      'main.yaml: mcp_servers[0].header',
      /Did you mean "headers"/,
    ],
    [
      'type of a server',
      agent('mcp_servers: [{type: htp, name: a}]'),
      'config_invalid',
      'main.yaml: mcp_servers[0].type',
      /./,
    ],
    [
      'key of a part',
      agent('system_prompt: [{content: a, cached: true}]'),
      'config_invalid',
      'main.yaml: system_prompt[0].cached',
      /Did you mean "cache"/,
    ],
    [
      'wrong type',
      agent('max_iterations: many'),
      'config_invalid',
      'main.yaml: max_iterations',
      /JSON Schema/,
    ],
    [
      'zero iterations',
      agent('max_iterations: 0'),
      'config_invalid',
      'main.yaml: max_iterations',
      /JSON Schema/,
    ],
    [
      'wrong file type',
      { 'main.yaml': 'type: tool\nllm_config: {}' },
      'config_invalid',
      'main.yaml: type',
      /./,
    ],
    ['broken YAML', agent('tools: ['), 'config_invalid', 'main.yaml:2', /indentation/],
    ['unset variable', agent('name: ${env.NOPE}'), 'config_invalid', 'main.yaml', /Set NOPE/],
    [
      'missing prompt',
      agent('system_prompt: p.md\nsystem_prompt_type: file'),
      'bundle_invalid',
      'main.yaml: system_prompt',
      /relative/,
    ],
    [
      'escaping prompt',
      agent('system_prompt: ../p.md\nsystem_prompt_type: file'),
      'config_invalid',
      'main.yaml: system_prompt',
      /folder/,
    ],
    [
      'host path',
      agent('system_prompt: "file:///etc/passwd"\nsystem_prompt_type: file'),
      'config_invalid',
      'main.yaml: system_prompt',
      /relative/,
    ],
    [
      'bad template',
      agent('system_prompt: "{{ a() }}"'),
      'config_invalid',
      'main.yaml: system_prompt',
      /raw/,
    ],
    [
      'two sub-agents',
      agent('sub_agents: [{name: a, config_path: s.yaml}, {name: a, config_path: s.yaml}]'),
      'config_invalid',
      'main.yaml: sub_agents[1]',
      /own name/,
    ],
    [
      'two servers',
      agent('mcp_servers: [{type: catalogue, name: a}, {type: catalogue, name: a}]'),
      'config_invalid',
      'main.yaml: mcp_servers[1]',
      /own name/,
    ],
  ])('%s', async (_, files, code, where, hint) => {
    const all = { ...(files['main.yaml'] === undefined ? {} : { 's.yaml': 'llm_config: {}' }), ...files };
    const expected = { code, where, hint: expect.stringMatching(hint) };
    await expect(loadFiles(all)).rejects.toMatchObject(expected);
    await expect(loadFiles(all, { strict: false })).rejects.toMatchObject(expected);
  });
});

it.each([
  ['name: a', 'llm_config is required in agent configuration.'],
  ['llm_config: {}\nname: ${env.NOPE}', "Environment variable 'NOPE' is not set."],
])('says what NexAU says of %j', async (text, message) => {
  await expect(loadFiles({ 'main.yaml': text })).rejects.toMatchObject({ code: 'config_invalid', message });
});
