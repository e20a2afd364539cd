import { describe, expect, it } from 'vitest';
import { type Files, loadFiles, READ_TOOL } from '../load-files.fixture.ts';
import { engineFits } from './engine-range.ts';

const PLUGIN = `type: plugin
name: coding
version: 0.1.0
description: Reads and writes code.
engines: {nexau: ">=0.4.0,<0.5.0"}
config:
  properties:
    workspace: {type: string, required: true, description: Where.}
    level: {type: string, default: low, enum: [low, high]}
    rounds: {type: integer, default: 3}
    ratio: {type: number, default: 0.5}
    stream: {type: boolean, default: true}
    args: {type: string_array, default: [-y, server]}
    unset: {type: string}
system_prompt_fragment: |
  You work in \${config.workspace}, level \${config.level}.
contributes:
  mcp_servers:
    - {name: files, type: stdio, command: npx, args: "\${config.args}", env: {ROOT: "\${config.workspace}"}}
  tools:
    - {name: read, yaml_path: "\${plugin.dir}/tools/read.yaml", binding: "builtin:read_file"}
    - {name: run, yaml_path: tools/read.yaml, binding: "ts:./tools/run.ts#run", extra_kwargs: {level: "\${config.level}"}}
  skills: [{name: review, path: skills/review}]
  sub_agents: [{name: explore, config_path: sub_agents/explore.yaml}]
  middlewares:
    - {name: compact, import: "x:ContextCompactionMiddleware", params: {threshold: "\${config.ratio}", compact_prompt_path: ./c.md}}
`;

const FILES: Files = {
  'main.yaml': `name: main
llm_config: {}
system_prompt: Base.
system_prompt_suffix: Own suffix.
middlewares: ["x:LoggingMiddleware"]
tools: [{yaml_path: tools/read.yaml, binding: "builtin:read_file"}]
plugins: [{use: "path:./plugins/coding", config: {workspace: /workspace}}]
`,
  'tools/read.yaml': READ_TOOL,
  'plugins/coding/plugin.yaml': PLUGIN,
  'plugins/coding/tools/read.yaml': READ_TOOL,
  'plugins/coding/tools/run.ts': 'export const run = 1;',
  'plugins/coding/skills/review/SKILL.md': '---\nname: internal\ndescription: Reviews.\n---\nBody',
  'plugins/coding/c.md': 'Compact.',
  'plugins/coding/sub_agents/explore.yaml': `system_prompt: "\${config.level} \${env.LLM_MODEL}"
llm_config: {stream: "\${config.stream}", max_tokens: \${config.rounds}, model: \${config.workspace}}
stop_tools: \${config.args}
plugins: [{use: "path:../other"}]
`.replace('"${config.stream}"', '${config.stream}'),
};

const load = (changes: Files = {}, options = {}) => loadFiles({ ...FILES, ...changes }, options);
const withPlugin = (from: string | RegExp, to: string): Files => ({
  'plugins/coding/plugin.yaml': PLUGIN.replace(from, to),
});
const withEntry = (entry: string): Files => ({
  'main.yaml': (FILES['main.yaml'] ?? '').replace(/plugins: .*/, `plugins: [${entry}]`),
});

describe('a plugin', () => {
  it('gives its components to the agent', async () => {
    const { agent, skipped, pluginComponents } = await load();
    expect(agent.systemPrompt).toEqual([
      { text: 'Base.\n\nYou work in /workspace, level low.\n\nOwn suffix.', cache: true },
    ]);
    expect(agent.mcpServers).toMatchObject([
      { name: 'files', type: 'stdio', args: ['-y', 'server'], env: { ROOT: '/workspace' } },
    ]);
    expect(agent.tools).toMatchObject([
      { name: 'read_file' },
      { name: 'read', binding: { kind: 'builtin', name: 'read_file' } },
      {
        name: 'run',
        binding: { kind: 'node', source: 'bundle', module: 'plugins/coding/tools/run.ts', export: 'run' },
        fixedArguments: { level: 'low' },
      },
    ]);
    expect(agent.skills).toMatchObject([{ name: 'review', description: 'Reviews.', body: 'Body' }]);
    expect(agent.middlewares).toEqual([
      {
        name: 'context_compaction',
        params: { threshold: 0.5, compact_prompt: 'Compact.' },
        where: 'plugins/coding/plugin.yaml: contributes.middlewares[0]',
      },
      { name: 'logging', params: {}, where: 'main.yaml: middlewares[0]' },
    ]);
    expect(agent.subAgents).toMatchObject([
      {
        name: 'explore',
        agent: {
          systemPrompt: [{ text: 'low m-1' }],
          model: { stream: true, maxTokens: 3, model: '/workspace' },
          stopTools: ['-y', 'server'],
        },
      },
    ]);
    expect(pluginComponents.map((component) => component.sourceId)).toEqual([
      'plugin:coding:middleware:compact',
      'plugin:coding:mcp_server:files',
      'plugin:coding:tool:read',
      'plugin:coding:tool:run',
      'plugin:coding:skill:review',
      'plugin:coding:sub_agent:explore',
    ]);
    expect(skipped.map((skip) => skip.where)).toEqual([
      'plugins/coding/sub_agents/explore.yaml: plugins[0]',
      'plugins/coding/sub_agents/explore.yaml: stop_tools',
      'plugins/coding/sub_agents/explore.yaml: stop_tools',
    ]);
  });

  it('gives a prompt to an agent without one', async () => {
    const { agent } = await load({
      'main.yaml':
        'llm_config: {}\nplugins: [{use: "path:plugins/coding", config: {workspace: w, level: high}}]',
    });
    expect(agent.systemPrompt).toEqual([{ text: 'You work in w, level high.', cache: true }]);
  });

  const dir = 'plugins/coding/plugin.yaml';
  it.each<[string, Files, string, RegExp]>([
    [
      'missing value',
      withEntry('{use: "path:plugins/coding"}'),
      'main.yaml: plugins[0].config.workspace',
      /needs a value/,
    ],
    [
      'unknown property',
      withEntry('{use: "path:plugins/coding", config: {workspace: w, levle: low}}'),
      'main.yaml: plugins[0].config.levle',
      /no property "levle"/,
    ],
    [
      'wrong type',
      withEntry('{use: "path:plugins/coding", config: {workspace: w, rounds: 1.5}}'),
      'main.yaml: plugins[0].config.rounds',
      /type integer/,
    ],
    [
      'list of numbers',
      withEntry('{use: "path:plugins/coding", config: {workspace: w, args: [1]}}'),
      'main.yaml: plugins[0].config.args',
      /type string_array/,
    ],
    [
      'not one of its values',
      withEntry('{use: "path:plugins/coding", config: {workspace: w, level: mid}}'),
      'main.yaml: plugins[0].config.level',
      /none of its values/,
    ],
    [
      'other scheme',
      withEntry('{use: "git:plugins/coding"}'),
      'main.yaml: plugins[0].use',
      /does not say where/,
    ],
    ['out of the source', withEntry('{use: "path:../coding"}'), 'main.yaml: plugins[0].use', /leads out/],
    ['engine', withPlugin('<0.5.0', '<0.4.1'), `${dir}: engines.nexau`, /reads files of NexAU 0\.4\.1/],
    ['broken engine', withPlugin('>=0.4.0,', 'latest '), `${dir}: engines.nexau`, /not a range/],
    [
      'foreign variable',
      withPlugin('${config.level}.', '${env.LLM_KEY}.'),
      `${dir}: system_prompt_fragment`,
      /\$\{env\.LLM_KEY\} has no value/,
    ],
    [
      'property without value',
      withPlugin('${config.level}.', '${config.unset}.'),
      `${dir}: system_prompt_fragment`,
      /no value/,
    ],
    [
      'list within text',
      withPlugin('${config.level}.', '${config.args}.'),
      `${dir}: system_prompt_fragment`,
      /not a single value/,
    ],
    [
      'tool outside',
      withPlugin('yaml_path: tools/read', 'yaml_path: ../../tools/read'),
      `${dir}: contributes.tools[1].yaml_path`,
      /plugin's folder/,
    ],
    [
      'skill outside',
      withPlugin('path: skills/review', 'path: /skills'),
      `${dir}: contributes.skills[0].path`,
      /plugin's folder/,
    ],
    [
      'sub-agent outside',
      withPlugin('sub_agents/explore', '../x'),
      `${dir}: contributes.sub_agents[0].config_path`,
      /plugin's folder/,
    ],
    [
      'absolute command',
      withPlugin('command: npx', 'command: /bin/sh'),
      `${dir}: contributes.mcp_servers[0].command`,
      /absolute/,
    ],
    [
      'fixed and open',
      withPlugin('extra_kwargs: {level', 'extra_kwargs: {file_path'),
      `${dir}: contributes.tools[1].extra_kwargs.file_path`,
      /is fixed and in/,
    ],
    [
      'unknown contribution',
      withPlugin('  skills:', '  tracers: []\n  skills:'),
      `${dir}: contributes.tracers`,
      /not a key/,
    ],
    ['tool without a name', withPlugin('name: read, ', ''), `${dir}: contributes.tools[0].name`, /required/],
    [
      'unknown middleware',
      withPlugin('x:ContextCompactionMiddleware', './middleware.py:Own'),
      `${dir}: contributes.middlewares[0]`,
      /middleware\.py:Own/,
    ],
  ])('strictly refuses: %s', async (_, files, where, message) => {
    await expect(load(files)).rejects.toMatchObject({ where, message: expect.stringMatching(message) });
    const { skipped } = await load(files, { strict: false });
    expect(skipped.some((skip) => message.test(skip.reason))).toBe(true);
  });

  it.each([
    ['tool', withPlugin('name: read,', 'name: read_file,'), 'plugin:coding:tool:read_file'],
    [
      'plugin',
      withEntry(Array(2).fill('{use: "path:plugins/coding", config: {workspace: w}}').join(', ')),
      'path:plugins/coding',
    ],
  ])('conflicts with another %s of the name', async (what, files, name) => {
    const expected = { message: expect.stringMatching(new RegExp(`two entries for the ${what} .*${name}`)) };
    await expect(load(files)).rejects.toMatchObject(expected);
  });
});

it.each([
  ['>=0.4.0,<0.5.0', true],
  ['==0.4.*', true],
  ['!=0.4.*', false],
  ['~=0.4.1', true],
  ['~=0.3.9', false],
  ['~=0.3', true],
  ['==0.4.1', true],
  ['==0.4.1.0', true],
  ['!=0.4.1', false],
  ['>0.4.1', false],
  ['<=0.4', false],
  ['<1', true],
  ['~=0', undefined],
  ['>=0.4.*', undefined],
  ['^0.4', undefined],
  ['', undefined],
])('the range %j holds the version: %s', (range, expected) => {
  expect(engineFits(range)).toBe(expected);
});

it('expands no plugin where the host says so', async () => {
  const { agent, skipped } = await load({}, { expandPlugins: false });
  expect(agent).toMatchObject({ mcpServers: [], subAgents: [], skills: [] });
  expect(agent.systemPrompt).toMatchObject([{ text: 'Base.Own suffix.' }]);
  expect(skipped).toEqual([{ where: 'main.yaml: plugins[0]', reason: 'This host expands no plugins.' }]);
});
