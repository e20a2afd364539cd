/** Custom tools in their hosts: node and python, in a local and in a plain sandbox. */
import { readdir } from 'node:fs/promises';
import {
  type Json,
  type JsonObject,
  type Storage,
  type ToolContext,
  type ToolOutcome,
  textOf,
} from '@nex/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../testkit/src/eventually.ts';
import {
  createNodeHost,
  createNodeTool,
  createPythonHost,
  createPythonTool,
  hostReadOnlyPaths,
  type ToolExecute,
  type ToolHost,
  writeBundle,
} from '../src/index.ts';
import { findPythonForTests } from './support/python.ts';
import { availableProbe, openTestSandbox, processesWith } from './support/sandboxes.ts';

const NODE_TOOLS = `
import type { Stats } from 'node:fs';
import { appendFileSync } from 'node:fs';
export const echo = (args: object): object => { console.log('noise'); return { content: JSON.stringify(args) }; };
export const list = () => [1, 2, 'v'];
export const fails = () => { throw new TypeError('bad\\nvalue'); };
export const soft = () => ({ error: 'not today', code: 4 });
export const none = () => undefined;
export const cycle = () => { const it: any = {}; it.it = it; return it; };
export const crash = () => process.exit(3);
export const spin = () => { while (true); };
export const count = async (_: object, context: any) => {
  const before = (await context.storage.get('count')) ?? 0;
  await context.storage.set('count', before + 1);
  context.onProgress({ progress: 1, total: 2, message: 'half' });
  return { entries: await context.storage.entries(), id: context.callId };
};
export const wait = (args: any, { signal }: any) => new Promise((resolve) => {
  appendFileSync(args.mark ?? 'started', 'x');
  signal.addEventListener('abort', () => { appendFileSync('aborted', 'x'); resolve('late'); });
  if (args.ms !== undefined) setTimeout(() => resolve(args.ms), args.ms);
});
`;

const PYTHON_TOOLS = `
import os, sys, time, dataclasses, subprocess
@dataclasses.dataclass
class Point:
    x: int
def echo(**args):
    print('noise')
    subprocess.run(['echo', 'more noise'])
    return {'content': args}
def list(): return [1, 2, 'v']
def fails(): raise TypeError('bad\\nvalue')
def soft(): return {'error': 'not today', 'code': 4}
def none(): return None
def cycle(): return object()
def crash(): os._exit(3)
def spin():
    while True: pass
def count(global_storage, agent_state, ctx):
    global_storage['count'] = global_storage.get('count', 0) + 1
    ctx.progress(1, 2, 'half')
    return {'entries': agent_state.global_storage.to_dict(), 'id': ctx.call_id}
def wait(ctx, ms=None, mark='started'):
    open(mark, 'a').write('x')
    end = None if ms is None else time.monotonic() + ms / 1000
    while end is None or time.monotonic() < end:
        if ctx.execution.is_shutting_down():
            open('aborted', 'a').write('x')
            return 'late'
        time.sleep(0.005)
    return ms
async def known(sandbox, agent_state, ctx, text):
    sandbox.write_file('note', text)
    return [agent_state.agent_name, ctx.tool_name, sandbox.execute_bash('cat note').stdout, Point(1),
            agent_state.get_context_value('tone'), agent_state.get_variable('k'), ctx.get_variable('none', 0)]
`;

const SANDBOX_TOOLS = `
from nexau.archs.main_sub.agent_state import AgentState
from nexau.archs.sandbox.base_sandbox import BaseSandbox, SandboxStatus

def commands(sandbox: BaseSandbox):
    done = sandbox.execute_bash("echo out; echo err >&2; exit 3", envs={"A": "b"})
    late = sandbox.execute_shell("echo begun; sleep 60", timeout=300)
    code = sandbox.execute_code("print(1 + 1); raise ValueError('no')")
    task = sandbox.execute_shell("sleep 60", background=True)
    ended = sandbox.kill_background_task(task.background_pid)
    return {
        "done": [done.status == SandboxStatus.ERROR, done.stdout, done.stderr, done.exit_code],
        "late": [late.status.value, late.stdout],
        "code": [code.status, code.outputs[0], code.error_type, code.error_value],
        "task": [task.status, ended.status, list(sandbox.list_background_tasks()) == [task.background_pid]],
    }

def files(sandbox, agent_state: AgentState):
    sandbox.write_file(file_path="d/a.txt", content="one two")
    edited = sandbox.edit_file("d/a.txt", "two", "three")
    sandbox.create_directory("d/e")
    info = sandbox.get_file_info("d/a.txt")
    listed = [[one.path, one.is_directory] for one in sandbox.list_files("d")]
    read = sandbox.read_file(file_path="d/a.txt")
    gone = sandbox.delete_file("d/a.txt")
    return {
        "read": [edited.status, read.content, read.size, info.size, info.is_file, info.exists],
        "listed": listed,
        "found": sandbox.glob("**/e"),
        "gone": [gone.status, sandbox.file_exists("d/a.txt"), sandbox.read_file("d/a.txt").error],
        "place": sandbox.join_path("a", "b"),
    }
`;

const IDENTITY = { agent_name: 'tester', context: { tone: 'brief' }, variables: { k: 7 } };

interface Bench extends AsyncDisposable {
  host: ToolHost;
  tool(name: string, options?: { timeoutMs?: number }): ToolExecute;
  files(): Promise<string[]>;
}

async function openBench(kind: 'node' | 'python', type: 'local' | 'plain'): Promise<Bench> {
  const files = [
    { path: 'tools/tools.ts', content: NODE_TOOLS },
    { path: 'pkg/tools.py', content: PYTHON_TOOLS },
    { path: 'pkg/boxed.py', content: SANDBOX_TOOLS },
    {
      path: 'node_modules/greet/package.json',
      content: '{"name":"greet","type":"module","exports":{"import":"./i.js"}}',
    },
    { path: 'node_modules/greet/i.js', content: 'export const greet = ({ name }) => `Hello, ${name}`;' },
  ];
  const bundle = await writeBundle(files);
  const folders = {
    bundleDirectory: bundle.directory,
    npmRoot: bundle.directory,
    pythonRoots: [bundle.directory],
  };
  const opened = await openTestSandbox(type, {
    ...(type === 'local' && { probe: await availableProbe() }),
    readOnlyPaths: hostReadOnlyPaths(folders),
    node: process.execPath,
    python: await findPythonForTests(),
  });
  const sandbox = async () => opened.sandbox;
  const host =
    kind === 'node'
      ? createNodeHost({ sandbox })
      : createPythonHost({ sandbox, folders, identity: IDENTITY });
  return {
    host,
    tool(name, options = {}) {
      const given = { host, toolName: name, formatter: 'markdown' as const, ...options };
      const [fn = '', module = 'pkg.tools'] = name.split('@');
      if (kind === 'python') return createPythonTool({ kind, module, function: fn }, given);
      const source = name === 'greet' ? 'npm' : 'bundle';
      const file = name === 'greet' ? 'greet' : './tools/tools.ts';
      return createNodeTool({ kind, source, module: file, export: name }, given);
    },
    files: () => readdir(opened.work),
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]();
      await opened[Symbol.asyncDispose]();
      await bundle[Symbol.asyncDispose]();
    },
  };
}

function context(more: Partial<ToolContext> = {}): ToolContext {
  return { signal: new AbortController().signal, callId: 'call_1', ...more };
}

function memoryStorage(values: JsonObject = {}): Storage {
  return {
    get: async (key) => values[key],
    async set(key, value) {
      values[key] = value;
    },
    entries: async () => ({ ...values }),
  };
}

async function text(outcome: Promise<ToolOutcome>): Promise<string> {
  return textOf(await outcome);
}

describe.each([
  ['node', 'local'],
  ['node', 'plain'],
  ['python', 'local'],
  ['python', 'plain'],
] as const)('%s tools in a %s sandbox', (kind, type) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(kind, type);
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  it.each<[string, JsonObject, Json, string]>([
    ['echo', { a: 'ü😀\u2028', n: null }, expect.anything(), ''],
    ['list', {}, [1, 2, 'v'], '[1,2,"v"]'],
    ['none', {}, null, 'null'],
  ])('gives the result of %s', async (name, args, structured, shown) => {
    const outcome = await bench.tool(name)(args, context());
    expect(outcome).toMatchObject({ isError: false, structured });
    if (shown === '') expect(JSON.parse(textOf(outcome))).toEqual(args);
    else expect(textOf(outcome)).toBe(shown);
  });

  it('tells an exception in one line, without a trace', async () => {
    expect(await bench.tool('fails')({}, context())).toEqual({
      content: [{ type: 'text', text: 'TypeError: bad value' }],
      isError: true,
      errorKind: 'tool_error',
    });
  });

  it('takes {"error"} for an error, and refuses what is no JSON', async () => {
    const soft = await bench.tool('soft')({}, context());
    expect(soft).toMatchObject({
      isError: true,
      errorKind: 'tool_error',
      structured: { error: 'not today', code: 4 },
    });
    expect(textOf(soft)).toContain('not today');
    const cycle = await bench.tool('cycle')({}, context());
    expect(cycle).toMatchObject({ isError: true, errorKind: 'tool_error' });
    expect(textOf(cycle)).toMatch(/^TypeError: /);
  });

  it('says that a function is not there', async () => {
    const outcome = await bench.tool('absent')({}, context());
    expect(outcome).toMatchObject({ isError: true, errorKind: 'infrastructure' });
    expect(textOf(outcome)).toMatch(/^The tool could not be loaded\. (TypeError|AttributeError): /);
  });

  it('reads and writes the storage of the run, and tells progress', async () => {
    const storage = memoryStorage({ count: 4 });
    const onProgress = vi.fn();
    const outcome = await bench.tool('count')({}, context({ storage, onProgress, callId: 'call_7' }));
    expect(outcome).toMatchObject({ isError: false, structured: { entries: { count: 5 }, id: 'call_7' } });
    expect(await storage.get('count')).toBe(5);
    expect(onProgress).toHaveBeenCalledWith({ progress: 1, total: 2, message: 'half' });
    expect(await text(bench.tool('count')({}, context()))).toContain('no storage');
  });

  it('runs calls side by side, in one process', async () => {
    const waits = [300, 200, 100].map((ms) => bench.tool('wait')({ ms }, context({ callId: `call_${ms}` })));
    const order: number[] = [];
    for (const [index, wait] of waits.entries()) void wait.then(() => order.push(index));
    expect((await Promise.all(waits)).map((outcome) => outcome.structured)).toEqual([300, 200, 100]);
    expect(order).toEqual([2, 1, 0]);
  });

  it('cancels a call when its signal aborts', async () => {
    const controller = new AbortController();
    const call = bench.tool('wait')({ mark: 'waiting' }, context({ signal: controller.signal }));
    await eventually(async () => expect(await bench.files()).toContain('waiting'));
    controller.abort(new Error('stop'));
    await expect(call).rejects.toThrow('stop');
    await eventually(async () => expect(await bench.files()).toContain('aborted'));
  });

  it('gives up a process that does not give way, and starts a new one', async () => {
    const outcome = await bench.tool('spin', { timeoutMs: 300 })({}, context());
    expect(outcome).toMatchObject({ isError: true, errorKind: 'tool_error' });
    expect(textOf(outcome)).toContain('limit of 0.3 s');
    await eventually(async () =>
      expect(await text(bench.tool('list', { timeoutMs: 500 })({}, context()))).toBe('[1,2,"v"]'),
    );
  });

  it('tells a crash, and starts a new process at the next call', async () => {
    const beside = bench.tool('wait')({ ms: 60_000 }, context());
    const crash = await bench.tool('crash')({}, context());
    for (const outcome of [crash, await beside]) {
      expect(outcome).toMatchObject({ isError: true, errorKind: 'infrastructure' });
      expect(textOf(outcome)).toBe('The process that runs the tool ended unexpectedly.');
    }
    expect(await text(bench.tool('list')({}, context()))).toBe('[1,2,"v"]');
  });
});

it('runs a function of a package', async () => {
  await using bench = await openBench('node', 'local');
  expect(await text(bench.tool('greet')({ name: 'Ada' }, context()))).toBe('Hello, Ada');
});

it('fills in what a python function names, and runs coroutines', async () => {
  await using bench = await openBench('python', 'local');
  const outcome = await bench.tool('known')({ text: 'noted' }, context());
  expect(outcome.structured).toEqual(['tester', 'known', 'noted', { x: 1 }, 'brief', 7, 0]);
  expect(await text(bench.tool('known')({ text: 'x', more: 1 }, context()))).toMatch(/^TypeError: .*more/);
});

it.each(['local', 'plain'] as const)('gives python the sandbox of NexAU, in a %s one', async (type) => {
  await using bench = await openBench('python', type);
  expect((await bench.tool('commands@pkg.boxed')({}, context())).structured).toEqual({
    done: [true, 'out\n', 'err\n', 3],
    late: ['timeout', 'begun\n'],
    code: ['error', { type: 'stdout', text: '2\n' }, 'ValueError', 'no'],
    task: ['running', 'stopped', true],
  });
  expect((await bench.tool('files@pkg.boxed')({}, context())).structured).toEqual({
    read: ['success', 'one three', 9, 9, true, true],
    listed: [
      ['d/a.txt', false],
      ['d/e', true],
    ],
    found: ['d/e'],
    gone: ['success', false, 'No such file or directory'],
    place: 'a/b',
  });
});

it('keeps python tools off without module roots', async () => {
  const sandbox = () => Promise.reject(new Error('not opened'));
  await using host = createPythonHost({ sandbox, folders: {} });
  const tool = createPythonTool(
    { kind: 'python', module: 'os', function: 'getcwd' },
    { host, toolName: 't', formatter: 'markdown' },
  );
  expect(await tool({}, context())).toMatchObject({ isError: true, errorKind: 'infrastructure' });
});

it('refuses paths that lead out of the bundle', async () => {
  await expect(writeBundle([{ path: '../x', content: '' }])).rejects.toMatchObject({
    code: 'bundle_invalid',
  });
  await using host = createNodeHost({ sandbox: () => Promise.reject(new Error('not opened')) });
  const make = () =>
    createNodeTool(
      { kind: 'node', source: 'bundle', module: './../x.ts', export: 'x' },
      { host, toolName: 't', formatter: 'markdown' },
    );
  expect(make).toThrow(expect.objectContaining({ code: 'config_invalid' }));
});

it('leaves no process behind', async () => {
  const bench = await openBench('node', 'plain');
  const call = bench.tool('spin')({}, context());
  await eventually(async () => expect(await processesWith('node-host.mjs')).not.toEqual([]));
  await bench[Symbol.asyncDispose]();
  expect(await call).toMatchObject({ errorKind: 'infrastructure' });
  await eventually(async () => expect(await processesWith('node-host.mjs')).toEqual([]));
  const after = await bench.tool('list')({}, context());
  expect(textOf(after)).toBe('The tools of this run are closed.');
});
