import { rm } from 'node:fs/promises';
import {
  BUILTIN_NAMES,
  type BuiltinName,
  type JsonObject,
  type Tool,
  ToolDefinition,
  type ToolSpec,
  textOf,
} from '@nex/core';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openToolRoom, type ToolRoom } from '../__fixtures__/tool-room.ts';
import { builtinSpec, type CompileCheck } from '../builtin-tool.ts';
import { createBuiltinTool } from '../create-builtin-tool.ts';
import { BUILTIN_TOOLS } from './index.ts';

const compileCheck: CompileCheck = (schema) => {
  const compiled = z.fromJSONSchema(schema);
  return (args) => (compiled.safeParse(args).success ? undefined : 'the arguments do not fit the schema');
};

const openRoom = async (): Promise<ToolRoom> => {
  const room = await openToolRoom({
    fetch: async () => new Response('page', { headers: { 'content-type': 'text/plain' } }),
    search: async () => [{ title: 'T', url: 'https://t.test/', snippet: 's' }],
  });
  await room.put('p.gif', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00', 'latin1'));
  return room;
};

const toolOf = (room: ToolRoom, name: BuiltinName, changed: Partial<ToolSpec> = {}): Tool =>
  createBuiltinTool({ ...builtinSpec(BUILTIN_TOOLS[name]), ...changed }, room.environment, compileCheck);

async function execute(tool: Tool, args: JsonObject, signal = new AbortController().signal) {
  const outcome = await tool.execute(args, { signal, callId: 'call_1' });
  return { ...outcome, text: textOf(outcome) };
}

const todo = { description: 'Read', status: 'pending' };
const question = { question: 'Q?', header: 'H', type: 'yesno' };
const patch = '*** Begin Patch\n*** Update File: a.txt\n@@\n-one\n+1\n*** End Patch';

/** Tools that run commands have their good calls in their own tests, where there is a sandbox. */
const ARGUMENTS: Record<BuiltinName, { good: JsonObject[]; bad: JsonObject[] }> = {
  write_todos: {
    good: [{ todos: [] }, { todos: [todo, { description: 'Write', status: 'in_progress' }] }],
    bad: [
      {},
      { todos: 'x' },
      { todos: [{ description: 'x', status: 'done' }] },
      { todos: [{ status: 'pending' }] },
    ],
  },
  complete_task: { good: [{ result: 'Done.' }], bad: [{}, { result: '' }, { result: 1 }] },
  read_file: {
    good: [{ file_path: 'a.txt' }, { file_path: '/workspace/a.txt', offset: 1, limit: 1 }],
    bad: [{}, { file_path: '' }, { file_path: 'a.txt', offset: -1 }, { file_path: 'a.txt', limit: 0 }],
  },
  write_file: {
    good: [
      { file_path: 'n/b.txt', content: 'x' },
      { file_path: 'a.txt', content: '' },
    ],
    bad: [{}, { file_path: 'b.txt' }, { file_path: '', content: 'x' }, { file_path: 'b.txt', content: 1 }],
  },
  list_directory: {
    good: [
      { dir_path: '.' },
      {
        dir_path: '/workspace',
        ignore: ['*.txt'],
        show_hidden: false,
        file_filtering_options: { respect_git_ignore: true },
      },
    ],
    bad: [{}, { dir_path: 1 }, { dir_path: '.', ignore: 'x' }, { dir_path: '.', show_hidden: 'no' }],
  },
  replace: {
    good: [
      { file_path: 'a.txt', instruction: 'Count.', old_string: 'one', new_string: '1' },
      { file_path: 'n.txt', old_string: '', new_string: 'x', expected_replacements: 1 },
    ],
    bad: [
      {},
      { file_path: 'a.txt', old_string: 'a' },
      { file_path: 'a.txt', old_string: 'a', new_string: 'b', expected_replacements: 0 },
    ],
  },
  apply_patch: { good: [{ input: patch }], bad: [{}, { input: 1 }] },
  multiedit_tool: {
    good: [{ file_path: 'a.txt', edits: [{ old_string: 'one', new_string: '1', replace_all: true }] }],
    bad: [{}, { file_path: 'a.txt', edits: [] }, { file_path: 'a.txt', edits: [{ old_string: 'a' }] }],
  },
  glob: {
    good: [
      { pattern: '**' },
      { pattern: '*.txt', dir_path: 'sub', case_sensitive: true, respect_git_ignore: false },
    ],
    bad: [{}, { pattern: '' }, { pattern: '*', dir_path: 1 }],
  },
  read_many_files: {
    good: [
      { include: ['*.txt'] },
      {
        include: ['**'],
        exclude: ['*.gif'],
        recursive: false,
        useDefaultExcludes: false,
        file_filtering_options: {},
      },
    ],
    bad: [{}, { include: [] }, { include: [''] }, { include: ['*'], exclude: '*' }],
  },
  search_file_content: {
    good: [{ pattern: 'one' }, { pattern: 'o.e', dir_path: 'sub', include: '*.txt' }],
    bad: [{}, { pattern: '' }, { pattern: 'x', include: 1 }],
  },
  read_visual_file: {
    good: [
      { file_path: 'p.gif' },
      { file_path: 'p.gif', image_detail: 'low', image_max_size: 1024, video_max_frames: 3 },
    ],
    bad: [{}, { file_path: '' }, { file_path: 'p.gif', image_detail: 'full' }],
  },
  google_web_search: {
    good: [{ query: 'cats' }, { query: 'cats', num_results: 3 }],
    bad: [{}, { query: '' }, { query: 'x', num_results: 'x' }],
  },
  web_fetch: {
    good: [{ url: 'https://a.test/' }, { prompt: 'Sum up https://a.test/ please.' }],
    bad: [{ url: 1 }, { prompt: [] }],
  },
  save_memory: { good: [{ fact: 'Likes cats.' }], bad: [{}, { fact: '' }, { fact: 1 }] },
  ask_user: {
    good: [{ questions: [question] }],
    bad: [{}, { questions: [] }, { questions: [{ ...question, header: 'x'.repeat(33) }] }],
  },
  run_shell_command: { good: [], bad: [{}, { command: 1 }] },
  background_task_manage_tool: { good: [], bad: [{}, { action: 'start' }] },
  run_code_tool: { good: [], bad: [{}, { code_block: 1 }] },
};

describe.each(BUILTIN_NAMES)('contract of %s', (name) => {
  it('has its own name, a description and a definition that providers accept', async () => {
    await using room = await openRoom();
    expect(BUILTIN_TOOLS[name].name).toBe(name);
    expect(BUILTIN_TOOLS[name].description.length).toBeGreaterThan(20);
    const { definition, deferred } = toolOf(room, name);
    expect(ToolDefinition.parse(definition)).toEqual(definition);
    expect(definition).toMatchObject({
      name,
      origin: { kind: 'builtin' },
      disableParallel: name === 'apply_patch',
    });
    expect(definition.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(JSON.stringify(definition.inputSchema)).not.toContain('$schema');
    expect(deferred).toBeUndefined();
  });

  it('accepts what its schema accepts', async () => {
    await using room = await openRoom();
    for (const args of ARGUMENTS[name].good) {
      expect(toolOf(room, name).check(args)).toBeUndefined();
      expect(await execute(toolOf(room, name), args)).toMatchObject({ isError: false });
    }
  });

  it('refuses what its schema refuses, as data', async () => {
    await using room = await openRoom();
    for (const args of ARGUMENTS[name].bad) {
      expect(toolOf(room, name).check(args)).toBeTypeOf('string');
      const outcome = await execute(toolOf(room, name), args);
      expect(outcome).toMatchObject({ isError: true, errorKind: 'invalid_arguments' });
      expect(outcome.text).toMatch(/^Invalid arguments: /);
    }
  });

  it('does not run once the signal is aborted', async () => {
    await using room = await openRoom();
    for (const args of [...ARGUMENTS[name].good, ...ARGUMENTS[name].bad]) {
      await expect(execute(toolOf(room, name), args, AbortSignal.abort())).rejects.toMatchObject({
        name: 'AbortError',
      });
    }
  });

  it('calls a missing workspace a fault of the infrastructure, when it needs one', async () => {
    await using room = await openRoom();
    await rm(room.root, { recursive: true });
    for (const args of ARGUMENTS[name].good) {
      const outcome = await execute(toolOf(room, name), args);
      if (outcome.isError) expect(outcome.errorKind).toBe('infrastructure');
      expect(outcome.text).not.toContain(room.base);
    }
  });
});

describe('createBuiltinTool', () => {
  it('takes name, description, schema and order from the spec', async () => {
    await using room = await openRoom();
    const named = { name: 'open', description: 'Opens.', disableParallel: true };
    expect(toolOf(room, 'read_file', named).definition).toMatchObject(named);
    expect(toolOf(room, 'apply_patch', { disableParallel: false }).definition.disableParallel).toBe(true);
  });

  it('lays fixed arguments below those of the model, which alone are checked', async () => {
    await using room = await openRoom();
    const inputSchema = {
      type: 'object',
      properties: { limit: { type: 'integer' } },
      additionalProperties: false,
    };
    const tool = toolOf(room, 'read_file', { inputSchema, fixedArguments: { file_path: 'a.txt', limit: 1 } });
    expect(tool.check({ file_path: 'b.txt' })).toBeTypeOf('string');
    expect(tool.check({})).toBeUndefined();
    expect((await execute(tool, {})).text).toContain('lines 1-1 of 3');
    expect((await execute(tool, { limit: 2 })).text).toContain('lines 1-2 of 3');
  });

  it('defers what the spec defers', async () => {
    await using room = await openRoom();
    expect(toolOf(room, 'glob', { deferLoading: true }).deferred).toEqual({});
    expect(toolOf(room, 'glob', { deferLoading: true, searchHint: 'files' }).deferred).toEqual({
      searchHint: 'files',
    });
  });

  it('refuses what is no built-in and a schema that does not compile', async () => {
    await using room = await openRoom();
    const invalid = expect.objectContaining({
      code: 'config_invalid',
      message: expect.not.stringContaining('/host'),
    });
    for (const binding of [
      { kind: 'builtin', name: 'toString' },
      { kind: 'http', url: 'https://a.test/' },
    ] as const) {
      expect(() => toolOf(room, 'glob', { binding })).toThrow(invalid);
    }
    const failing: CompileCheck = () => {
      throw new Error('strict mode: /host/path');
    };
    const spec = builtinSpec(BUILTIN_TOOLS.read_file);
    expect(() => createBuiltinTool(spec, room.environment, failing)).toThrow(invalid);
  });
});
