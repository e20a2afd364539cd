/** The program of the README, exactly as it stands there, in a process of its own against a model server. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const FOLDER = new URL('../', import.meta.url);

test('the program of the README runs, and is some twenty lines long', async () => {
  const readme = readFileSync(new URL('README.md', FOLDER), 'utf8');
  const program = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? '';
  expect(program.trim().split('\n').length).toBeLessThanOrEqual(20);
  const asked: { model: string; messages: { role: string; content: unknown }[] }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push(JSON.parse(Buffer.concat(chunks).toString()));
      const clock = { id: 'c1', type: 'function', function: { name: 'clock', arguments: '{}' } };
      const message = asked.length === 1 ? { tool_calls: [clock] } : { content: 'It is noon.' };
      const choice = { index: 0, finish_reason: asked.length === 1 ? 'tool_calls' : 'stop' };
      const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
      const chunk = { id: 'x', object: 'chat.completion.chunk', created: 0, model: 'some-model', usage };
      const delta = { role: 'assistant', ...message };
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const calls = message.tool_calls?.map((call) => ({ ...call, index: 0 }));
      const choices = [{ ...choice, delta: calls ? { ...delta, tool_calls: calls } : delta }];
      response.end(`data: ${JSON.stringify({ ...chunk, choices })}\n\ndata: [DONE]\n\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module-typescript', '--eval', program],
    {
      cwd: FOLDER,
      env: { PATH: process.env.PATH, LLM_BASE_URL: `http://127.0.0.1:${port}/v1`, LLM_MODEL: 'some-model' },
    },
  );
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(stdout).toBe('answered It is noon. 2\n');
  expect(asked.map(({ model }) => model)).toEqual(['some-model', 'some-model']);
  expect(asked[1]?.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool']);
  expect(asked[1]?.messages.at(-1)?.content).toMatch(/^\d{4}-\d\d-\d\dT/);
});
