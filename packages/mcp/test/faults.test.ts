import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMcpPool, loadCatalogue, type McpPool } from '../src/index.ts';
import {
  CATALOGUE_DIRECTORY,
  faultySpec,
  gone,
  isRunning,
  openRun,
  outcomeText,
  temporaryDirectory,
  writeFaultyEntry,
} from './fixtures/setup.ts';

const catalogue = await loadCatalogue(CATALOGUE_DIRECTORY);

test('a server of the older SDK with banners: every shape of answer becomes one outcome', async () => {
  await using directory = await temporaryDirectory();
  await using pool = await createMcpPool({ catalogue, directory: directory.path, maxResultBytes: 1_000 });
  process.env.NEX_TEST_SECRET = 'do not tell';
  const run = await openRun(pool, 'run_1', [faultySpec()]);
  expect(run.names).toContain('mcp__faulty__leave_child');
  expect(outcomeText(await run.call('mcp__faulty__echo', { a: [1, '/workspace/x'] }))).toBe(
    '{"a":[1,"/workspace/x"]}',
  );
  const flagged = await run.call('mcp__faulty__flagged');
  expect(flagged).toMatchObject({ isError: true, errorKind: 'tool_error' });
  expect(outcomeText(flagged)).toBe("ENOENT: open '/workspace/a' at <path>:3");
  expect(await run.call('mcp__faulty__refused')).toMatchObject({ isError: true, errorKind: 'tool_error' });
  const dressed = await run.call('mcp__faulty__dressed');
  expect(dressed).toMatchObject({
    isError: true,
    errorKind: 'tool_error',
    content: [{ text: 'went wrong' }],
  });
  const big = outcomeText(await run.call('mcp__faulty__big', { characters: 800 }));
  expect(big).toBe(`${'é'.repeat(500)}\n[cut: the result has 1600 bytes, the first 1000 are shown]`);
  expect((await run.call('mcp__faulty__picture')).content).toEqual([
    { type: 'image', url: 'data:image/png;base64,AAAA', mimeType: 'image/png' },
  ]);
  expect((await run.call('mcp__faulty__structured')).structured).toEqual({ cwd: '/workspace', n: 1 });
  const environment = outcomeText(await run.call('mcp__faulty__environment'));
  expect(environment).not.toContain('do not tell');
  expect(JSON.parse(environment)).toMatchObject({ TZ: 'UTC', LANG: 'C.UTF-8', HOME: '/home/agent' });
  delete process.env.NEX_TEST_SECRET;
});

test('a result is held against the output schema, and one that does not fit is the tool’s fault', async () => {
  await using directory = await temporaryDirectory();
  await using pool = await createMcpPool({ catalogue, directory: directory.path });
  const run = await openRun(pool, 'run_1', [faultySpec()]);
  const done = { isError: false, content: [{ type: 'text', text: 'done' }] };
  expect(await run.call('mcp__faulty__promised')).toEqual(done);
  expect(await run.call('mcp__faulty__promised', { value: { n: 1 } })).toEqual({
    ...done,
    structured: { n: 1 },
  });
  for (const [value, fault] of [
    [{ n: 'one' }, 'n must be integer'],
    [{}, 'n is missing'],
    [{ n: 1, m: 2 }, 'result must not have the property m'],
  ] as const) {
    const outcome = await run.call('mcp__faulty__promised', { value });
    expect(outcome).toEqual({
      isError: true,
      errorKind: 'tool_error',
      content: [
        {
          type: 'text',
          text: `mcp__faulty__promised ran, but its result is not what its server promises: ${fault}. This is a fault of the tool, not of the arguments. It answered:`,
        },
        ...done.content,
      ],
    });
  }
});

test('a crash and a timeout are infrastructure outcomes, and the next call works', async () => {
  await using directory = await temporaryDirectory();
  await using pool = await createMcpPool({ catalogue, directory: directory.path });
  const run = await openRun(pool, 'run_1', [faultySpec(800)]);
  const detached = Number(outcomeText(await run.call('mcp__faulty__leave_child', { detached: true })));
  expect(await run.call('mcp__faulty__crash')).toMatchObject({ isError: true, errorKind: 'infrastructure' });
  await gone(detached);
  expect(await run.call('mcp__faulty__echo')).toMatchObject({ isError: false });
  const [before] = pool.processes();
  const hung = await run.call('mcp__faulty__hang');
  expect(hung).toMatchObject({ isError: true, errorKind: 'infrastructure' });
  expect(outcomeText(hung)).toContain('did not answer within 800 ms');
  if (!before) throw new Error('no process');
  await gone(before.pid);
  expect(await run.call('mcp__faulty__echo')).toMatchObject({ isError: false });
});

test('killing the process of a swapped server during a call keeps the state', async () => {
  await using directory = await temporaryDirectory();
  await writeFaultyEntry(directory.path);
  const faulty = await loadCatalogue(directory.path);
  await using pool = await createMcpPool({ catalogue: faulty, directory: join(directory.path, 'state') });
  const run = await openRun(pool, 'run_1', ['faulty']);
  await run.call('faulty__write', { path: '/workspace/a.txt', content: 'x' });
  const hanging = run.call('faulty__hang');
  await killBusy(pool);
  expect(await hanging).toMatchObject({ isError: true, errorKind: 'infrastructure' });
  expect(await run.call('faulty__write', { path: '/workspace/b.txt', content: 'y' })).toMatchObject({
    isError: false,
  });
  expect((await readdir(join(directory.path, 'state/runs/run_1/faulty'))).toSorted()).toEqual([
    'a.txt',
    'b.txt',
  ]);
});

test('an aborted call throws at once; another run waits until its process is gone', async () => {
  await using directory = await temporaryDirectory();
  await writeFaultyEntry(directory.path);
  const faulty = await loadCatalogue(directory.path);
  const options = { catalogue: faulty, directory: join(directory.path, 'state'), slotsPerServer: 1 };
  await using pool = await createMcpPool(options);
  const [one, two] = [await openRun(pool, 'run_1', ['faulty']), await openRun(pool, 'run_2', ['faulty'])];
  await one.call('faulty__echo');
  const abort = new AbortController();
  const hanging = one.call('faulty__hang', {}, abort.signal);
  const pid = await busyPid(pool);
  abort.abort();
  await expect(hanging).rejects.toMatchObject({ code: 'cancelled' });
  expect(isRunning(pid)).toBe(true);
  expect(await two.call('faulty__echo')).toMatchObject({ isError: false });
  expect(isRunning(pid)).toBe(false);
});

test('a timeout in a shared process does not end the calls beside it', async () => {
  await using directory = await temporaryDirectory();
  const state = { where: 'none', reset: 'none' };
  await writeFaultyEntry(directory.path, { isolation: 'shared', state, parallel: 'safe', timeout_ms: 800 });
  const faulty = await loadCatalogue(directory.path);
  await using pool = await createMcpPool({ catalogue: faulty, directory: join(directory.path, 'state') });
  const run = await openRun(pool, 'run_1', ['faulty']);
  await run.call('faulty__echo');
  const pid = pool.processes()[0]?.pid ?? 0;
  const outcomes = await Promise.all([
    run.call('faulty__hang'),
    run.call('faulty__echo'),
    run.call('faulty__echo'),
  ]);
  expect(outcomes.map((outcome) => outcome.errorKind)).toEqual(['infrastructure', undefined, undefined]);
  await gone(pid);
  expect(await run.call('faulty__echo')).toMatchObject({ isError: false });
});

test('nothing is left after the pool is closed: no process, no descendant, no slot', async () => {
  await using directory = await temporaryDirectory();
  const pool = await createMcpPool({ catalogue, directory: directory.path });
  const run = await openRun(pool, 'run_1', [{ ...faultySpec(), env: { LINGER: '1' } }, 'calc', 'time']);
  const child = Number(outcomeText(await run.call('mcp__faulty__leave_child')));
  const detached = Number(outcomeText(await run.call('mcp__faulty__leave_child', { detached: true })));
  await run.call('calc__count', { text: 'a' });
  await run.call('time__days_in_month');
  const pids = [child, detached, ...pool.processes().map((process) => process.pid)];
  expect(pids.filter(isRunning)).toHaveLength(5);
  await pool[Symbol.asyncDispose]();
  await gone(child);
  await gone(detached);
  expect(pids.filter(isRunning)).toEqual([]);
  expect(await readdir(join(directory.path, 'slots'))).toEqual([]);
  await expect(openRun(pool, 'run_2', ['calc'])).rejects.toMatchObject({ code: 'unavailable' });
});

test('more servers than processes are allowed take turns', async () => {
  await using directory = await temporaryDirectory();
  await using pool = await createMcpPool({ catalogue, directory: directory.path, maxProcesses: 1 });
  const run = await openRun(pool, 'run_1', ['calc', 'time', 'memory']);
  for (const _round of [1, 2]) {
    expect(await run.call('time__days_in_month')).toMatchObject({ isError: false });
    expect(await run.call('memory__read_graph')).toMatchObject({ isError: false });
    expect(pool.processes()).toHaveLength(1);
  }
});

test('an idle process is ended, and started again when it is needed', async () => {
  await using directory = await temporaryDirectory();
  await using pool = await createMcpPool({ catalogue, directory: directory.path, idleAfterMs: 1 });
  const run = await openRun(pool, 'run_1', ['memory']);
  const entity = { name: 'kept', entityType: 'thing', observations: [] };
  const call = run.call('memory__create_entities', { entities: [entity] });
  const pid = await firstPid(pool);
  expect(await call).toMatchObject({ isError: false });
  await gone(pid);
  expect(outcomeText(await run.call('memory__read_graph'))).toContain('kept');
});

async function firstPid(pool: McpPool): Promise<number> {
  for (;;) {
    const [process] = pool.processes();
    if (process) return process.pid;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function busyPid(pool: McpPool): Promise<number> {
  for (;;) {
    const busy = pool.processes().find((process) => process.busy && process.calls > 1);
    if (busy) return busy.pid;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function killBusy(pool: McpPool): Promise<void> {
  process.kill(await busyPid(pool), 'SIGKILL');
}
