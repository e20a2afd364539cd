import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BUILTIN_NAMES,
  type BuiltinName,
  type JsonObject,
  type Tool,
  ToolDefinition,
  textOf,
} from '@nex/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { builtinSpec, type CompileCheck } from '../builtin-tool.ts';
import { createBuiltinTool } from '../create-builtin-tool.ts';
import { directoryWorkspace } from '../workspace.ts';
import { BUILTIN_TOOLS } from './index.ts';

const compileCheck: CompileCheck = (schema) => {
  const compiled = z.fromJSONSchema(schema);
  return (args) => (compiled.safeParse(args).success ? undefined : 'the arguments do not fit the schema');
};

let base = '';
let root = '';
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'nex-tools-')));
  root = join(base, 'work');
  await mkdir(join(root, 'sub'), { recursive: true });
  await writeFile(join(root, 'a.txt'), 'one\ntwo\nthree\n');
  await writeFile(join(root, '.hidden'), 'h');
  await symlink(base, join(root, 'out'));
});
afterEach(() => rm(base, { recursive: true, force: true }));

const toolOf = (name: BuiltinName): Tool =>
  createBuiltinTool(builtinSpec(BUILTIN_TOOLS[name]), directoryWorkspace(root), compileCheck);

async function run(name: BuiltinName, args: JsonObject, signal = new AbortController().signal) {
  const outcome = await toolOf(name).execute(args, { signal, callId: 'call_1' });
  return { ...outcome, text: textOf(outcome) };
}

const todo = { description: 'Read', status: 'pending' };
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
    good: [{ file_path: 'a.txt' }, { file_path: 'a.txt', offset: 1, limit: 1 }],
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
};

describe.each(BUILTIN_NAMES)('contract of %s', (name) => {
  it('has its own name, a description and a definition that providers accept', () => {
    expect(BUILTIN_TOOLS[name].name).toBe(name);
    expect(BUILTIN_TOOLS[name].description.length).toBeGreaterThan(20);
    const { definition } = toolOf(name);
    expect(ToolDefinition.parse(definition)).toEqual(definition);
    expect(definition).toMatchObject({ name, origin: { kind: 'builtin' }, disableParallel: false });
    expect(definition.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(JSON.stringify(definition.inputSchema)).not.toContain('$schema');
  });

  it('accepts what its schema accepts', async () => {
    for (const args of ARGUMENTS[name].good) {
      expect(toolOf(name).check(args)).toBeUndefined();
      expect(await run(name, args)).toMatchObject({ isError: false });
    }
  });

  it('refuses what its schema refuses, as data', async () => {
    for (const args of ARGUMENTS[name].bad) {
      expect(toolOf(name).check(args)).toBeTypeOf('string');
      const outcome = await run(name, args);
      expect(outcome).toMatchObject({ isError: true, errorKind: 'invalid_arguments' });
      expect(outcome.text).toMatch(/^Invalid arguments: /);
    }
  });

  it('does not run once the signal is aborted', async () => {
    const aborted = AbortSignal.abort();
    for (const args of ARGUMENTS[name].good) {
      await expect(run(name, args, aborted)).rejects.toMatchObject({ name: 'AbortError' });
    }
  });
});

describe.each([
  ['read_file', (path: string) => ({ file_path: path })],
  ['write_file', (path: string) => ({ file_path: path, content: 'x' })],
  ['list_directory', (path: string) => ({ dir_path: path })],
] as const)('escape from the workspace by %s', (name, argsFor) => {
  it.each(['../x.txt', '/etc/passwd', 'out/x.txt', '/workspace/../x', 'out'])('%s', async (path) => {
    const outcome = await run(name, argsFor(path));
    expect(outcome).toMatchObject({ isError: true, errorKind: 'denied' });
    expect(outcome.text).not.toContain(base);
  });
});

describe('errors in neutral words', () => {
  it.each<[BuiltinName, JsonObject, string]>([
    ['read_file', { file_path: 'none.txt' }, 'FILE_NOT_FOUND'],
    ['read_file', { file_path: 'sub' }, 'PATH_IS_DIRECTORY'],
    ['read_file', { file_path: 'a.txt/b' }, 'NOT_A_DIRECTORY'],
    ['read_file', { file_path: 'x'.repeat(300) }, 'INVALID_PATH'],
    ['write_file', { file_path: 'sub', content: 'x' }, 'TARGET_IS_DIRECTORY'],
    ['write_file', { file_path: 'a.txt/b', content: 'x' }, 'NOT_A_DIRECTORY'],
    ['list_directory', { dir_path: 'none' }, 'DIRECTORY_NOT_FOUND'],
    ['list_directory', { dir_path: 'a.txt' }, 'NOT_A_DIRECTORY'],
  ])('%s %j → %s', async (name, args, word) => {
    const outcome = await run(name, args);
    expect(outcome).toMatchObject({ isError: true, errorKind: 'tool_error' });
    expect(outcome.text).toMatch(new RegExp(`^${word}: `));
    expect(outcome.text).not.toContain(base);
    expect(outcome.text).not.toMatch(/ENO|errno|syscall/);
  });

  it('calls a missing workspace a fault of the infrastructure', async () => {
    await rm(root, { recursive: true });
    const outcome = await run('read_file', { file_path: 'a.txt' });
    expect(outcome).toMatchObject({ isError: true, errorKind: 'infrastructure' });
    expect(outcome.text).not.toContain(base);
  });
});

describe('read_file', () => {
  it('numbers lines from 1', async () => {
    expect((await run('read_file', { file_path: 'a.txt' })).text).toBe('1| one\n2| two\n3| three');
  });

  it('pages from a 0-based offset and says how to read on', async () => {
    const { text } = await run('read_file', { file_path: 'a.txt', offset: 1, limit: 1 });
    expect(text).toContain('Status: Showing lines 2-2 of 3 total lines.');
    expect(text).toContain('offset: 2.');
    expect(text.endsWith('\n2| two')).toBe(true);
  });

  it('says that an offset is past the end and that a file is empty', async () => {
    expect((await run('read_file', { file_path: 'a.txt', offset: 9 })).text).toContain('has 3 lines');
    await writeFile(join(root, 'empty'), '');
    expect((await run('read_file', { file_path: 'empty' })).text).toBe('The file /workspace/empty is empty.');
  });

  it('keeps to 2000 lines, 2000 characters a line and 20000 characters', async () => {
    await writeFile(join(root, 'lines'), 'x\n'.repeat(2500));
    expect((await run('read_file', { file_path: 'lines' })).text).toContain('Showing lines 1-2000 of 2500');
    await writeFile(join(root, 'wide'), 'y'.repeat(5000));
    const wide = (await run('read_file', { file_path: 'wide' })).text;
    expect(wide).toContain('Lines longer than 2000 characters have been cut.');
    expect(wide.match(/y{2,}/)?.[0]).toHaveLength(2000);
    await writeFile(join(root, 'big'), `${'z'.repeat(999)}\n`.repeat(100));
    const big = (await run('read_file', { file_path: 'big' })).text;
    expect(big.length).toBeLessThan(20_400);
    expect(big).toContain('of 100 total lines');
  });

  it('refuses what is not text', async () => {
    await writeFile(join(root, 'binary'), Buffer.from([1, 0, 2]));
    expect((await run('read_file', { file_path: 'binary' })).text).toMatch(/^BINARY_FILE: /);
  });
});

describe('write_file', () => {
  it('creates directories, then says that it overwrote', async () => {
    const path = '/workspace/new/deep/b.txt';
    const first = await run('write_file', { file_path: path, content: 'x' });
    expect(first.text).toBe(`Successfully created and wrote to new file: ${path}.`);
    const second = await run('write_file', { file_path: path, content: 'longer text' });
    expect(second.text).toBe(`Successfully overwrote file: ${path}.`);
    expect(await readFile(join(root, 'new/deep/b.txt'), 'utf8')).toBe('longer text');
  });

  it('does not write through a link to a place that does not exist', async () => {
    await symlink(join(base, 'planted'), join(root, 'dangling'));
    expect(await run('write_file', { file_path: 'dangling', content: 'x' })).toMatchObject({
      errorKind: 'denied',
    });
    await expect(readFile(join(base, 'planted'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('list_directory', () => {
  it('lists directories first and counts what it left out', async () => {
    const { text } = await run('list_directory', { dir_path: '.', ignore: ['*.txt'] });
    expect(text).toBe('Directory listing for /workspace:\n[DIR] sub\n.hidden\nout\n(1 ignored)');
  });

  it('leaves out hidden names when asked', async () => {
    const { text } = await run('list_directory', { dir_path: '.', show_hidden: false });
    expect(text).toBe('Directory listing for /workspace:\n[DIR] sub\na.txt\nout\n(1 ignored)');
    expect((await run('list_directory', { dir_path: 'sub' })).text).toBe(
      'Directory /workspace/sub is empty.',
    );
  });
});

describe('write_todos', () => {
  it('repeats the list', async () => {
    const { text, structured } = await run('write_todos', { todos: [todo] });
    expect(text).toBe('Successfully updated the todo list. The current list is now:\n1. [pending] Read');
    expect(structured).toEqual({ todos: [todo] });
  });

  it('allows one subtask in progress', async () => {
    const running = { description: 'x', status: 'in_progress' };
    expect(await run('write_todos', { todos: [running, running] })).toMatchObject({
      errorKind: 'invalid_arguments',
    });
  });

  it('reads the older form with content, priority and id', async () => {
    const older = { content: 'Read', priority: 'high', id: '1' };
    expect(await run('write_todos', { todos: [older] })).toMatchObject({
      isError: false,
      structured: { todos: [todo] },
    });
  });
});

it('complete_task refuses a result of white space and gives the result as structure', async () => {
  expect(await run('complete_task', { result: ' \n' })).toMatchObject({ errorKind: 'invalid_arguments' });
  const done = await run('complete_task', { result: 'All "done".' });
  expect(done.structured).toEqual({ status: 'TASK_COMPLETED', result: 'All "done".' });
  expect(JSON.parse(done.text)).toEqual(done.structured);
});

describe('createBuiltinTool', () => {
  const spec = builtinSpec(BUILTIN_TOOLS.read_file);

  it('takes name, description, schema and order from the spec', () => {
    const named = { ...spec, name: 'open', description: 'Opens.', disableParallel: true };
    const { definition } = createBuiltinTool(named, directoryWorkspace(root), compileCheck);
    expect(definition).toMatchObject({ name: 'open', description: 'Opens.', disableParallel: true });
  });

  it('refuses an unknown built-in and a schema that does not compile', () => {
    const make = (changed: object, check = compileCheck) =>
      createBuiltinTool({ ...spec, ...changed }, directoryWorkspace(root), check);
    expect(() => make({ builtin: 'toString' })).toThrow(expect.objectContaining({ code: 'config_invalid' }));
    const failing: CompileCheck = () => {
      throw new Error('strict mode: /host/path');
    };
    expect(() => make({}, failing)).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.not.stringContaining('/host') }),
    );
  });
});
