import { expect, it } from 'vitest';
import { loadLines } from './load-files.fixture.ts';

const TOOL = `name: finder
description: Long text.
skill_description: Short text.
disable_parallel: true
defer_loading: true
search_hint: look up
template_override: Call it so.
formatter: nexau.archs.tool.formatters.shell:format_run_shell_command_output
binding: builtin:glob
input_schema: {type: object, properties: {pattern: {type: string}}}
`;

it('joins the entry and the tool file', async () => {
  const { agent, skipped } = await loadLines(
    `tools: [{name: find, yaml_path: t.yaml, as_skill: true, lazy: true, extra_kwargs: {limit: 3},
      permissions: {allow: ["src/**"], deny: []}}]`,
    { 't.yaml': TOOL },
  );
  expect(agent.tools).toEqual([
    {
      name: 'find',
      binding: { kind: 'builtin', name: 'glob' },
      description: 'Short text.',
      skillDetails: 'Long text.',
      inputSchema: { type: 'object', properties: { pattern: { type: 'string' } } },
      disableParallel: true,
      fixedArguments: { limit: 3 },
      permissions: { allow: ['src/**'], deny: [] },
      deferLoading: true,
      searchHint: 'look up',
      formatter: 'shell',
      textModeDescription: 'Call it so.',
    },
  ]);
  expect(skipped).toEqual([]);
});

it.each([
  ['{}', undefined],
  ['~', undefined],
  ['{allow: []}', { allow: [], deny: [] }],
  ['{deny: ["rm"]}', { allow: [], deny: ['rm'] }],
])('reads permissions %s', async (written, expected) => {
  const { agent } = await loadLines(`tools: [{yaml_path: t.yaml, permissions: ${written}}]`, {
    't.yaml': TOOL,
  });
  expect(agent.tools[0]?.permissions).toEqual(expected);
});

it.each([
  ['xml', 'xml'],
  ['markdown', 'markdown'],
  ['nexau.archs.tool.formatters.xml:format_xml', 'xml'],
  ['nexau.archs.tool.formatters.agent:format_agent_tool_output', 'agent'],
])('knows the formatter %s', async (written, expected) => {
  const { agent } = await loadLines('tools: [{yaml_path: t.yaml, defer_loading: false}]', {
    't.yaml': TOOL.replace(/formatter: .*/, `formatter: ${written}`),
  });
  expect(agent.tools[0]).toMatchObject({ formatter: expected, deferLoading: false });
});

it('keeps the rules of MCP servers', async () => {
  const { agent } = await loadLines(`mcp_servers:
- {type: sse, name: old, url: "https://a.example/sse", timeout: "2.5", headers: {X: 1}, env: ~}
- {type: stdio, name: fs, command: npx, args: [-p, 80], env: ~, timeout: ~, disable_parallel: true,
   permissions: {allow: [read], deny: [write]}, tool_permissions: {list: ~, drop: {deny: ["**"]}}}
- {type: catalogue, name: notes, tools: [search], permissions: {allow: ["**"]}}`);
  expect(agent.mcpServers).toEqual([
    {
      type: 'http',
      transport: 'sse',
      name: 'old',
      url: 'https://a.example/sse',
      headers: { X: '1' },
      timeoutMs: 2500,
    },
    {
      type: 'stdio',
      name: 'fs',
      command: 'npx',
      args: ['-p', '80'],
      env: {},
      timeoutMs: 30_000,
      disableParallel: true,
      permissions: { allow: ['read'], deny: ['write'] },
      toolPermissions: { list: { allow: ['**'], deny: [] }, drop: { allow: [], deny: ['**'] } },
    },
    { type: 'catalogue', name: 'notes', tools: ['search'], permissions: { allow: ['**'], deny: [] } },
  ]);
});
