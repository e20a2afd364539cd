/** The built-in tools that run commands, as a model sees them. */
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuiltinName, type JsonObject, textOf } from '@nex/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../testkit/src/eventually.ts';
import { BUILTIN_TOOLS, type ToolEnvironment } from '../src/index.ts';
import { findPythonForTests } from './support/python.ts';
import { openTestSandbox, processesWith, type TestSandbox } from './support/sandboxes.ts';

let opened: TestSandbox;
beforeAll(async () => {
  opened = await openTestSandbox('local', {
    python: await findPythonForTests(),
    limits: { timeoutMs: 5000 },
  });
  await mkdir(join(opened.work, 'sub'));
  await symlink('/', join(opened.work, 'out'));
});
afterAll(() => opened[Symbol.asyncDispose]());

function environmentOf({ sandbox }: TestSandbox): ToolEnvironment {
  return {
    workspace: sandbox.workspace,
    sandbox: async () => sandbox,
    fetch: () => Promise.reject(new Error('no')),
  };
}

async function call(
  name: BuiltinName,
  args: JsonObject,
  signal = new AbortController().signal,
  bench = opened,
) {
  const outcome = await BUILTIN_TOOLS[name].run(args, environmentOf(bench), { signal, callId: 'call_1' });
  return { ...outcome, text: textOf(outcome) };
}

describe('run_shell_command', () => {
  it.each<[string, boolean, string]>([
    ['echo out', false, 'out\n'],
    ['true', false, '(empty)'],
    ['echo out; echo err >&2', false, 'out\nStderr:\nerr\n'],
    ['echo err >&2', false, 'Stderr:\nerr\n'],
    ['echo out; echo err >&2; exit 3', true, 'Command failed with exit code 3.\nStdout:\nout\nStderr:\nerr'],
    ['exit 1', true, 'Command failed with exit code 1.\nStdout:\n(empty)\nStderr:\n(empty)'],
    ["printf '10\\n25\\n7\\n99\\n3\\n'", false, '10\n25\n7\n99\n3\n'],
    ["printf '\\033[31mred\\033[0m 1%%\\r2%%\\r\\n'", false, 'red 1%\n2%\n'],
    ['cd sub && [[ $PWD == /workspace/sub ]] && pwd', false, '/workspace/sub\n'],
  ])('%s', async (command, isError, text) => {
    expect(await call('run_shell_command', { command })).toMatchObject({
      isError,
      text,
      ...(isError && { errorKind: 'tool_error' }),
    });
  });

  it('runs in a folder of the workspace', async () => {
    expect((await call('run_shell_command', { command: 'pwd', dir_path: 'sub' })).text).toBe(
      '/workspace/sub\n',
    );
    expect(await call('run_shell_command', { command: 'pwd', dir_path: 'none' })).toMatchObject({
      errorKind: 'tool_error',
      text: 'DIRECTORY_NOT_FOUND: There is no directory /workspace/none.',
    });
    for (const dir_path of ['..', '/etc', 'out']) {
      expect(await call('run_shell_command', { command: 'pwd', dir_path })).toMatchObject({
        errorKind: 'denied',
      });
    }
  });

  it('refuses what is no command', async () => {
    for (const command of ['', ' \n', 'echo \0', 'x'.repeat(100_001)]) {
      expect(await call('run_shell_command', { command })).toMatchObject({ errorKind: 'invalid_arguments' });
    }
  });

  it('says what ended a command, and names the file of what it cut', async () => {
    await using slow = await openTestSandbox('local', { limits: { timeoutMs: 300 } });
    const { text } = await call('run_shell_command', { command: 'seq 1 20000; sleep 9' }, undefined, slow);
    expect(text).toMatch(
      /^The sandbox ended the command: it ran longer than its time limit\.\nStdout:\n1\n2\n/,
    );
    expect(text).toMatch(
      /characters omitted; the whole output is in \/workspace\/\.nex\/outputs\/\w+\.stdout\]/,
    );
  });

  it('throws when the signal aborts', async () => {
    const controller = new AbortController();
    const running = call('run_shell_command', { command: 'sleep 54321' }, controller.signal);
    await eventually(async () => expect(await processesWith('sleep\u000054321')).not.toEqual([]));
    controller.abort(new Error('stop'));
    await expect(running).rejects.toThrow('stop');
  });
});

it('background_task_manage_tool shows, lists and kills what run_shell_command started', async () => {
  const manage = (args: JsonObject) => call('background_task_manage_tool', args);
  expect((await manage({ action: 'list' })).text).toBe('There are no background tasks.');
  const started = await call('run_shell_command', { command: 'echo up; sleep 1000', is_background: true });
  expect(started.structured).toEqual({ background_pid: 1, output_file: expect.any(String) });
  expect(started.text).toMatch(
    /^Command running in background with ID: 1\. Output is being written to: \/workspace\/\.nex\/outputs\/\w+\.log$/,
  );
  await eventually(async () => {
    expect((await manage({ action: 'status', pid: 1 })).text).toBe(
      'Background task 1: running\nOutput:\nup\n',
    );
  });
  expect((await manage({ action: 'list' })).text).toBe('1: running: echo up; sleep 1000');
  expect((await manage({ action: 'kill', pid: 1.0 })).text).toBe('Background task 1 was killed.');
  expect((await manage({ action: 'kill', pid: 1 })).text).toBe('Background task 1 has ended already.');
  expect((await manage({ action: 'status', pid: 1 })).text).toContain('Background task 1: killed');
  await call('run_shell_command', { command: 'seq 1 10000; exit 4', is_background: true });
  await eventually(async () => {
    const { text } = await manage({ action: 'status', pid: 2 });
    expect(text).toMatch(/^Background task 2: exited with code 4\nEnd of the output; the whole is in /);
    expect(text.endsWith('9999\n10000\n')).toBe(true);
  });
  expect(await manage({ action: 'status', pid: 9 })).toMatchObject({
    isError: true,
    errorKind: 'tool_error',
  });
  expect(await manage({ action: 'kill' })).toMatchObject({ errorKind: 'invalid_arguments' });
});

describe('run_code_tool', () => {
  it('runs python in a fresh process, in the workspace', async () => {
    const first = await call('run_code_tool', {
      code_block: 'import os\nopen("made.py", "w").write("x = 5")\nprint(os.getcwd(), "ü")',
    });
    expect(first).toMatchObject({ isError: false, text: '/workspace ü\n' });
    expect((await call('run_code_tool', { code_block: 'import made; print(made.x)' })).text).toBe('5\n');
  });

  it('shows the traceback of the code, without paths of the host', async () => {
    const { text, isError } = await call('run_code_tool', { code_block: 'x = 1\nraise ValueError("no")' });
    expect(isError).toBe(true);
    expect(text).toContain('raise ValueError("no")');
    expect(text).toContain('ValueError: no');
    expect(text).not.toContain(opened.base);
  });

  it('ends at its timeout', async () => {
    const outcome = await call('run_code_tool', { code_block: 'while True: pass', timeout: 200 });
    expect(outcome.text).toContain('longer than its time limit');
    expect(await call('run_code_tool', { code_block: 'x', timeout: 600_001 })).toMatchObject({
      errorKind: 'invalid_arguments',
    });
  });

  it('says that there is no interpreter', async () => {
    const { sandbox } = opened;
    const bare = { ...opened, sandbox: { ...sandbox, programs: {} } };
    expect(await call('run_code_tool', { code_block: 'print(1)' }, undefined, bare)).toMatchObject({
      errorKind: 'infrastructure',
      text: 'PYTHON_NOT_FOUND: The sandbox has no Python interpreter.',
    });
  });
});
