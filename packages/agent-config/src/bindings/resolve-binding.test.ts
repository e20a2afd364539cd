import type { ToolBinding } from '@nex/core';
import { describe, expect, it } from 'vitest';
import { type Files, loadLines, READ_TOOL } from '../load-files.fixture.ts';
import type { LoadOptions } from '../load-options.ts';
import { BINDING_FORMS } from './index.ts';

const FILES: Files = {
  'tools/read.yaml': READ_TOOL,
  'tools/search.ts': 'export const search = () => 1;',
  'main.ts': 'throw new Error("loading runs nothing");',
};

async function resolve(
  binding: string | undefined,
  options: Partial<LoadOptions> = {},
  files: Files = {},
): Promise<ToolBinding | undefined> {
  const written = binding === undefined ? '' : `, binding: ${JSON.stringify(binding)}`;
  const lines = `mcp_servers: [{type: http, name: maps, url: "https://maps.example/mcp"}]
tools: [{yaml_path: tools/read.yaml${written}}]`;
  const { agent } = await loadLines(lines, { ...FILES, ...files }, options);
  return agent.tools[0]?.binding;
}

const builtin = (name: string): ToolBinding => ({ kind: 'builtin', name });
const NEXAU = 'nexau.archs.tool.builtin';

describe('bindings of NexAU', () => {
  it.each([
    ['file_tools:read_file', 'read_file'],
    ['file_tools.apply_patch:apply_patch', 'apply_patch'],
    ['file_tools:read_visual_file', 'read_visual_file'],
    ['shell_tools:run_shell_command', 'run_shell_command'],
    ['web_tools:google_web_search', 'google_web_search'],
    ['web_tools:web_fetch', 'web_fetch'],
    ['web_tool:web_search', 'google_web_search'],
    ['web_tool:web_read', 'web_fetch'],
    ['session_tools:ask_user', 'ask_user'],
    ['session_tools:save_memory', 'save_memory'],
    ['todo_write:todo_write', 'write_todos'],
    ['run_code_tool:run_code_tool', 'run_code_tool'],
    ['multiedit_tool:multiedit_tool', 'multiedit_tool'],
  ])('.%s is %s', async (text, name) => {
    expect(await resolve(`${NEXAU}.${text}`)).toEqual(builtin(name));
  });

  it.each([
    [`${NEXAU}:background_task_manage_tool`, 'background_task_manage_tool'],
    ['builtin:glob', 'glob'],
  ])('%s is %s', async (text, name) => {
    expect(await resolve(text)).toEqual(builtin(name));
  });
});

describe('other forms', () => {
  const python = { python: true };
  it.each<[string, ToolBinding, Partial<LoadOptions>?]>([
    [
      'ts:./tools/search.ts#search',
      { kind: 'node', source: 'bundle', module: 'tools/search.ts', export: 'search' },
    ],
    ['ts:main.ts', { kind: 'node', source: 'bundle', module: 'main.ts', export: 'default' }],
    ['npm:@x/tools#search', { kind: 'node', source: 'npm', module: '@x/tools', export: 'search' }],
    ['npm:left-pad/sub', { kind: 'node', source: 'npm', module: 'left-pad/sub', export: 'default' }],
    ['mcp:maps/route', { kind: 'mcp', server: 'maps', tool: 'route' }],
    ['mcp://notes/a/b', { kind: 'mcp', server: 'notes', tool: 'a/b' }],
    ['https://t.example/x?y=1', { kind: 'http', url: 'https://t.example/x?y=1' }],
    ['http://t.example', { kind: 'http', url: 'http://t.example/' }],
    ['http:https://t.example/x', { kind: 'http', url: 'https://t.example/x' }],
    ['py:a.b:c', { kind: 'python', module: 'a.b', function: 'c' }, python],
    ['py://a.b:c.d', { kind: 'python', module: 'a.b', function: 'c.d' }, python],
    [
      'nexdr.agents.search:search',
      { kind: 'python', module: 'nexdr.agents.search', function: 'search' },
      python,
    ],
    [`${NEXAU}.x:none`, { kind: 'python', module: `${NEXAU}.x`, function: 'none' }, python],
    [
      'py:a:c',
      { kind: 'python', module: 'a', function: 'c' },
      { bindingKinds: new Set(['python'] as const) },
    ],
  ])('%s', async (text, binding, options) => {
    expect(await resolve(text, options)).toEqual(binding);
  });

  it('takes paths from the file that writes the binding', async () => {
    const files = { 'tools/read.yaml': `${READ_TOOL}binding: "ts:./search.ts#search"\n` };
    const expected = { kind: 'node', source: 'bundle', module: 'tools/search.ts', export: 'search' };
    expect(await resolve(undefined, {}, files)).toEqual(expected);
  });

  it.each<[string, RegExp, RegExp, Partial<LoadOptions>?]>([
    ['os:system', /"os:system" is not of a form/, /one of builtin:read_file/],
    ['nexdr.a:read_fil', /not of a form/, /Did you mean "read_file"/],
    ['builtin:red_file', /means the built-in "red_file"/, /Did you mean "read_file"/],
    ['builtin:red_file', /means the built-in "red_file"/, /./, python],
    ['ts:./none.ts#a', /no file "none\.ts"/, /relative/],
    ['ts:../x.ts#a', /leads out/, /folder/],
    ['ts:/../x.ts#a', /leads out/, /folder/],
    ['ts:./tools/read.yaml#a', /must end in \.ts/, /ts:/],
    ['ts:./main.ts#a-b', /"a-b" is not the name of an export/, /ts:/],
    ['npm:../x#a', /not the name of a package/, /npm:/],
    ['npm:x/../../y', /not the name of a package/, /npm:/],
    ['mcp:maps', /names no server and tool/, /mcp:server\/tool/],
    ['mcp:mapz/route', /server "mapz"/, /Did you mean "maps"/, { catalogueServers: new Set(['notes']) }],
    ['https://user:pw@t.example', /not the address/, /without a user name/],
    ['https:t.example', /not the address/, /https:\/\/host/],
    ['py:os.system', /names no module/, /py:/],
    ['py:a:b', /kind "python" are not allowed/, /bindingKinds; allowed here: builtin/],
    ['npm:x', /kind "node" are not allowed/, /bindingKinds/, { bindingKinds: new Set(['builtin'] as const) }],
  ])('refuses %s', async (text, message, hint, options) => {
    await expect(resolve(text, options)).rejects.toMatchObject({
      where: 'main.yaml: tools[0].binding',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  it('shows an example that resolves for every form', async () => {
    const files = { 'tools/search.ts': 'export const search = 1;' };
    for (const { example } of BINDING_FORMS) {
      expect(await resolve(example, { python: true }, files)).toBeDefined();
    }
  });
});

describe("the host's own map", () => {
  const call = (): number => 1;
  it('comes first, with functions and with other bindings', async () => {
    const bindings = {
      'nexdr.a:search': call,
      'builtin:read_file': 'builtin:glob',
      'nexdr.b:fetch': 'ts:tools/search.ts#search',
      read_file: 'builtin:write_file',
    };
    expect(await resolve('nexdr.a:search', { bindings })).toEqual({ kind: 'function', call });
    expect(await resolve('builtin:read_file', { bindings })).toEqual(builtin('glob'));
    expect(await resolve('nexdr.b:fetch', { bindings })).toMatchObject({ module: 'tools/search.ts' });
    expect(await resolve(undefined, { bindings })).toEqual(builtin('write_file'));
  });

  it('does not reach what a map inherits', async () => {
    await expect(resolve('toString', { bindings: {} })).rejects.toMatchObject({ code: 'config_invalid' });
  });
});

it('lets the host compare the schema of a tool with the built-in', async () => {
  const checkBuiltin: LoadOptions['checkBuiltin'] = (name, schema, fixed) =>
    `${name} lacks ${[...Object.keys(schema['properties'] ?? {}), ...Object.keys(fixed)].join()}.`;
  const lines = 'tools: [{yaml_path: tools/read.yaml, binding: "builtin:glob", extra_kwargs: {limit: 1}}]';
  const { agent, skipped } = await loadLines(lines, {}, { checkBuiltin });
  expect(agent.tools).toHaveLength(1);
  expect(skipped).toMatchObject([
    {
      where: 'tools/read.yaml: input_schema',
      reason: expect.stringContaining('glob lacks file_path,limit.'),
    },
  ]);
});
