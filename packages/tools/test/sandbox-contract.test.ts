/** What every kind of sandbox does alike. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SANDBOX_TYPES } from '@nex/core';
import { describe, expect, it, vi } from 'vitest';
import { eventually } from '../../testkit/src/eventually.ts';
import { engineCalls, openTestSandbox, processesWith } from './support/sandboxes.ts';

const never = () => new AbortController().signal;
const token = () => `9${Number.parseInt(randomBytes(4).toString('hex'), 16)}`;

describe.each(SANDBOX_TYPES)('sandbox of type %s', (type) => {
  it('gives both streams and the exit code', async () => {
    await using opened = await openTestSandbox(type);
    const { sandbox } = opened;
    expect(sandbox.type).toBe(type);
    expect(sandbox.description).toMatch(/Time: 1800 s/);
    expect(await sandbox.run('echo out; echo err >&2; exit 3', { signal: never() })).toEqual({
      exitCode: 3,
      stdout: 'out\n',
      stderr: 'err\n',
      durationMs: expect.any(Number),
    });
    expect(await sandbox.run('kill -TERM $$', { signal: never() })).toMatchObject({ exitCode: 143 });
  });

  it('runs in the folder, with the environment and the input of the call', async () => {
    await using opened = await openTestSandbox(type, { spec: { env: { A: 'spec', B: 'spec' } } });
    await mkdir(join(opened.work, 'sub'));
    const options = { signal: never(), cwd: '/workspace/sub', env: { B: 'call = "x"' }, stdin: 'hello' };
    const { stdout } = await opened.sandbox.run('basename "$PWD"; echo "$A $B"; cat; touch made', options);
    expect(stdout).toBe('sub\nspec call = "x"\nhello');
    expect(await readFile(join(opened.work, 'sub/made'), 'utf8')).toBe('');
  });

  it('refuses a folder that is outside or not there', async () => {
    await using opened = await openTestSandbox(type);
    await symlink('/', join(opened.work, 'out'));
    for (const cwd of ['../..', '/etc', 'out', 'none']) {
      await expect(opened.sandbox.run('pwd', { signal: never(), cwd })).rejects.toMatchObject({
        code: 'invalid_request',
      });
    }
  });

  it('has none of the environment of the platform', async () => {
    vi.stubEnv('NEX_CANARY', 'canary-value');
    await using opened = await openTestSandbox(type);
    const { stdout } = await opened.sandbox.run('env', { signal: never() });
    expect(stdout).toContain('TZ=UTC\n');
    expect(stdout).not.toContain('canary-value');
    vi.unstubAllEnvs();
  });

  it('ends the whole tree of a command at its time limit, and keeps what it printed', async () => {
    await using opened = await openTestSandbox(type);
    const mark = token();
    const command = `echo before; (sleep ${mark} & sleep ${mark} & wait) & sleep ${mark}`;
    const result = await opened.sandbox.run(command, { signal: never(), timeoutMs: 400 });
    expect(result).toMatchObject({ limit: 'time', exitCode: null, signal: 'SIGKILL', stdout: 'before\n' });
    await eventually(async () => expect(await processesWith(mark)).toEqual([]));
  });

  it('ends the command when the signal aborts, and throws its reason', async () => {
    await using opened = await openTestSandbox(type);
    const mark = token();
    const controller = new AbortController();
    const run = opened.sandbox.run(`sleep ${mark} & sleep ${mark}`, { signal: controller.signal });
    await eventually(async () => expect((await processesWith(mark)).length).toBeGreaterThan(0));
    controller.abort(new Error('stop'));
    await expect(run).rejects.toThrow('stop');
    await eventually(async () => expect(await processesWith(mark)).toEqual([]));
    await expect(opened.sandbox.run('true', { signal: controller.signal })).rejects.toThrow('stop');
  });

  it('shows head and tail of a long output and keeps the whole', async () => {
    const spec = { outputCharThreshold: 100, truncateHeadChars: 10, truncateTailChars: 20 };
    await using opened = await openTestSandbox(type, { spec });
    const { stdout, stderr, outputFiles } = await opened.sandbox.run('seq 1 1000; echo short >&2', {
      signal: never(),
    });
    const whole = Array.from({ length: 1000 }, (_, index) => `${index + 1}\n`).join('');
    const file = outputFiles?.stdout ?? '';
    expect(outputFiles).toEqual({ stdout: expect.stringMatching(/^\/workspace\/\.nex\/outputs\//) });
    expect(stdout).toBe(
      `${whole.slice(0, 10)}\n... [${whole.length - 30} characters omitted; the whole output is in ${file}] ...\n` +
        whole.slice(-20),
    );
    expect(stderr).toBe('short\n');
    expect(await readFile(join(opened.work, file.slice('/workspace/'.length)), 'utf8')).toBe(whole);
  });

  it('ends a command that prints without end, and keeps what is allowed', async () => {
    await using opened = await openTestSandbox(type, { limits: { outputBytes: 200_000 } });
    const result = await opened.sandbox.run('yes', { signal: never() });
    expect(result).toMatchObject({ limit: 'output', exitCode: null });
    expect(result.stdout).toContain('what was kept of the output is in');
    const file = result.outputFiles?.stdout ?? '';
    const kept = await readFile(join(opened.work, file.slice('/workspace/'.length)));
    expect(kept).toHaveLength(200_000);
    expect(await processesWith('yes\0')).toEqual([]);
  });

  it('runs tasks in the background, counted by itself, with their output in a file', async () => {
    await using opened = await openTestSandbox(type);
    const { sandbox } = opened;
    const mark = token();
    const task = await sandbox.startBackground(`echo started; echo err >&2; sleep ${mark}`, {});
    const quick = await sandbox.startBackground('exit 7', { cwd: '.' });
    expect([task.id, quick.id]).toEqual([1, 2]);
    await eventually(() => expect(sandbox.background()[1]).toMatchObject({ state: 'exited', exitCode: 7 }));
    const file = join(opened.work, task.outputFile.slice('/workspace/'.length));
    await eventually(async () =>
      expect((await readFile(file, 'utf8')).split('\n').sort()).toEqual(['', 'err', 'started']),
    );
    expect(sandbox.background()[0]).toMatchObject({ state: 'running', exitCode: null });
    expect(await sandbox.killBackground(1)).toBe(true);
    expect(sandbox.background()[0]).toMatchObject({ state: 'killed', exitCode: null });
    expect(await sandbox.killBackground(1)).toBe(false);
    expect(await sandbox.killBackground(9)).toBe(false);
    await eventually(async () => expect(await processesWith(mark)).toEqual([]));
  });

  it('limits background tasks in number and time', async () => {
    await using opened = await openTestSandbox(type, { limits: { backgroundTasks: 1 } });
    const { sandbox } = opened;
    await sandbox.startBackground('sleep 1000', { timeoutMs: 100 });
    await expect(sandbox.startBackground('true', {})).rejects.toMatchObject({ code: 'conflict' });
    await eventually(() => expect(sandbox.background()[0]).toMatchObject({ state: 'killed', limit: 'time' }));
    await expect(sandbox.startBackground('true', {})).resolves.toMatchObject({ id: 2 });
  });

  it('talks to a program that stays', async () => {
    await using opened = await openTestSandbox(type);
    await using program = await opened.sandbox.spawn('sh', ['-c', 'read line; echo "$X $line"; exit 4'], {
      env: { X: 'got' },
    });
    program.stdin.write('ping\n');
    let text = '';
    for await (const chunk of program.stdout) text += String(chunk);
    expect(text).toBe('got ping\n');
    expect(await program.ended).toEqual({ exitCode: 4 });
  });

  it('ends everything with itself, and takes no more', async () => {
    const mark = token();
    const opened = await openTestSandbox(type);
    const { sandbox } = opened;
    await sandbox.startBackground(`sleep ${mark} & sleep ${mark}`, {});
    await sandbox.spawn('sleep', [mark]);
    const run = sandbox.run(`sleep ${mark}`, { signal: never() });
    await eventually(async () =>
      expect((await processesWith(`sleep\0${mark}`)).length).toBeGreaterThanOrEqual(4),
    );
    await opened[Symbol.asyncDispose]();
    expect(await run).toMatchObject({ exitCode: null });
    await eventually(async () => expect(await processesWith(mark)).toEqual([]));
    expect(sandbox.background()).toMatchObject([{ state: 'killed' }]);
    await expect(sandbox.startBackground('true', {})).rejects.toThrow();
  });

  it('refuses a workspace whose place for outputs is a link', async () => {
    await using opened = await openTestSandbox(type);
    const work = join(opened.base, 'other');
    await mkdir(work);
    await symlink('/tmp', join(work, '.nex'));
    await expect(openTestSandbox(type, { workspaceDirectory: work })).rejects.toMatchObject({
      code: 'conflict',
    });
    await writeFile(join(work, 'untouched'), '');
  });
});

it('tells the container engine its limits, and removes the container', async () => {
  const opened = await openTestSandbox('container', { limits: { memoryBytes: 1000, processes: 7 } });
  await opened.sandbox.run('true', { signal: never() });
  await opened.sandbox[Symbol.asyncDispose]();
  const calls = await engineCalls(opened.base);
  await opened[Symbol.asyncDispose]();
  expect(calls[0]).toMatch(
    /^run .*--network none .*--memory 1000b .*--pids-limit 7 .*--cap-drop ALL .*--read-only/,
  );
  const name = /--name (nex-\w+)/.exec(calls[0] ?? '')?.[1];
  expect(calls.slice(1)).toEqual([
    expect.stringMatching(new RegExp(`^exec --workdir /workspace .*${name} sh -c .* sh -c true $`)),
    `rm --force ${name}`,
  ]);
});
