/** `nex run`, `nex follow` and `nex cancel` against a platform whose run waits for a decision or for ever. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runProgram } from '../program.ts';

const DIGEST = 'sha256:1';
const run = (state: string, response = '') => ({
  id: 'run_1',
  state,
  stopReason: state === 'completed' ? 'answered' : null,
  agent: 'lead',
  input: 'Go',
  response,
  usage: { inputTokens: 1, outputTokens: 2, cachedInputTokens: 0, reasoningTokens: 0, modelCalls: 1 },
  parentRunId: null,
  rootRunId: 'run_1',
  depth: 0,
  frameworkDigest: DIGEST,
  seed: 7,
  traceId: '',
  attempt: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
});
const request = {
  runId: 'run_2',
  callId: 'c/1',
  toolName: 'write_file',
  arguments: {},
  prompt: 'Write a.txt?',
  key: 'a.txt',
  decision: null,
  always: false,
  reason: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  decidedAt: null,
};

/** What was asked of the platform, with its body. */
let asked: string[] = [];
/** Resolves when the run's events are read to where it waits. */
let waiting = Promise.withResolvers<void>();
let goOn: (() => void) | undefined;
let state = 'running';
let url = '';

const server = createServer((message, reply) => {
  const chunks: Buffer[] = [];
  message.on('data', (chunk: Buffer) => chunks.push(chunk));
  message.on('end', () => {
    const path = `${message.method} ${message.url?.split('?')[0]}`;
    asked.push(`${path} ${Buffer.concat(chunks).toString()}`.trim());
    const json = (value: unknown) =>
      reply.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    if (path === 'GET /v1/runs/run_1/events') {
      reply.writeHead(200, { 'content-type': 'text/event-stream' });
      const say = (id: number, type: string, runId: string, data: object) =>
        reply.write(
          `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify({ type, runId, timestamp: 0, data })}\n\n`,
        );
      say(1, 'RUN_STARTED', 'run_1', { agent: 'lead', depth: 0 });
      say(2, 'RUN_STARTED', 'run_2', { agent: 'clerk', depth: 1 });
      say(3, 'PERMISSION_REQUESTED', 'run_2', { callId: 'c/1' });
      goOn = () => {
        state = 'completed';
        say(4, 'RUN_FINISHED', 'run_1', {});
        reply.end();
      };
      waiting.resolve();
    } else if (path === 'GET /v1/runs/run_2/permissions') json({ items: [request], nextCursor: null });
    else if (path.startsWith('POST /v1/runs/run_2/permissions/')) {
      json({ ...request, decision: 'allow' });
      goOn?.();
    } else if (path === 'POST /v1/runs/run_1/cancel') json(run('cancelled'));
    else json(run(state, state === 'completed' ? 'Done.' : ''));
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  asked = [];
  state = 'running';
  waiting = Promise.withResolvers();
});

async function nex(
  args: string[],
  input: Readable = Readable.from([]),
  signal = new AbortController().signal,
) {
  const said = { out: '', err: '' };
  const output = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    stream: new Writable({ write: (_chunk, _encoding, done) => done() }),
    isTerminal: false,
  };
  const exitCode = await runProgram([...args, '--url', url], { output, env: {}, signal, input });
  return { exitCode, ...said };
}

test('what a tool of a sub-agent needs to ask is asked here; the limits go with the run', async () => {
  const limits = [
    '--max-tokens',
    '500',
    '--max-cost',
    '0.5',
    '--timeout',
    '9',
    '--max-runs',
    '3',
    '--max-depth',
    '1',
  ];
  const done = await nex(['run', DIGEST, 'Go', ...limits], Readable.from(['y\n']));
  expect(done).toMatchObject({
    exitCode: 0,
    out: expect.stringMatching(/^Done\.\n\ncompleted \(answered\), /),
  });
  expect(done.err).toContain('write_file of clerk needs your permission.\n  Write a.txt?');
  const created = JSON.parse(asked[0]?.replace('POST /v1/runs ', '') ?? '') as object;
  expect(created).toMatchObject({
    frameworkDigest: DIGEST,
    limits: { maxTokens: 500, maxCostUsd: 0.5, timeoutMs: 9000, maxRuns: 3, maxDepth: 1 },
  });
  expect(asked).toContain('POST /v1/runs/run_2/permissions/c%2F1 {"decision":"allow"}');
});

/** Input that never comes. */
const silent = () => new Readable({ read: () => {} });

test.each([
  [['run', DIGEST, 'Go'], 'The run run_1 is cancelled.', true],
  [['run', DIGEST, 'Go', '--keep'], 'nex cancel run_1 ends it', false],
  [['follow', 'run_1'], 'nex cancel run_1 ends it', false],
])('Ctrl-C in nex %s', async (args, note, cancels) => {
  const control = new AbortController();
  const working = nex(args, silent(), control.signal);
  await waiting.promise;
  control.abort();
  const { exitCode, err } = await working;
  expect(exitCode).toBe(130);
  expect(err).toContain(note);
  expect(asked.includes('POST /v1/runs/run_1/cancel')).toBe(cancels);
  expect(asked.some((one) => one.startsWith('POST /v1/runs/run_2/permissions'))).toBe(false);
});

test('cancel says what became of the run', async () => {
  expect(await nex(['cancel', 'run_1'])).toEqual({ exitCode: 0, out: 'cancelled\n', err: '' });
});

test.each([
  [['--max-cost', '0'], 'Give an amount above 0'],
  [['--max-tokens', 'many'], 'Give a whole number from 1'],
])('%j is refused', async (args, text) => {
  const { exitCode, err } = await nex(['run', DIGEST, 'Go', ...args]);
  expect([exitCode, err]).toEqual([2, expect.stringContaining(text)]);
});
