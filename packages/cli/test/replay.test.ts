/** The exit code of `nex replay`, against a platform that gives a report. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { runProgram } from '../src/program.ts';

const report = (identical: boolean) => ({
  rootRunId: 'run_1',
  identical,
  digest: 'sha256:0',
  recordedDigest: 'sha256:0',
  runs: [{ runId: 'run_1', agent: 'lead', identical, messages: 5, modelCalls: 2, toolCalls: 1 }],
});

test.each([
  [report(true), 0],
  [report(false), 1],
])('identical or not', async (answer, code) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let out = '';
  const output = {
    out: (text: string) => {
      out += text;
    },
    err: () => {},
    stream: new Writable({ write: (_chunk, _encoding, done) => done() }),
    isTerminal: false,
  };
  const args = ['replay', 'run_1', '--json', '--url', `http://127.0.0.1:${port}`];
  const exitCode = await runProgram(args, { output, env: {}, signal: new AbortController().signal });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(exitCode).toBe(code);
  expect(JSON.parse(out)).toEqual(answer);
  expect(asked).toEqual(['POST /v1/runs/run_1/replay']);
});
