/** `nex stdio` as a program uses it that starts it as a child. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@nex/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type NexProcess, startNex } from './support/nex-process.ts';
import { type Answer, startScriptedModel } from './support/scripted-model.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nex-stdio-'));
  await writeFile(
    join(folder, 'agent.yaml'),
    'type: agent\nname: clerk\nsystem_prompt: You keep files.\nllm_config: {}\ntools:\n  - {name: write_file, yaml_path: ./write.yaml, permissions: {allow: ["kept/**"]}}\n',
  );
  await writeFile(
    join(folder, 'write.yaml'),
    'type: tool\nname: write_file\ndescription: Writes.\ninput_schema: {type: object}\nbinding: builtin:write_file\n',
  );
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function serve(url: string): NexProcess {
  const env = { LLM_BASE_URL: url, LLM_MODEL: 'm' };
  return startNex(['stdio', 'agent.yaml', '--workspace', join(folder, 'w')], env, folder);
}

function ask(child: NexProcess, id: number, method: string, params: JsonObject): void {
  child.say(JSON.stringify({ jsonrpc: '2.0-stream', id, method, params }));
}

interface Frame {
  id: number | null;
  event?: JsonObject;
  result?: JsonObject;
  error?: { code: number; message: string; data?: JsonObject };
}

/** Every line of standard output is a frame. */
function frames(out: string): Frame[] {
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('stream gives events and a result, query the result alone; a session remembers', async () => {
  await using model = await startScriptedModel([{ text: 'One.' }, { text: 'Two.' }]);
  await using child = serve(model.url);
  ask(child, 1, 'agent.stream', { messages: 'First', session_id: 's' });
  await child.saw('out', /"result":\{"run_id"/);
  ask(child, 2, 'agent.query', {
    messages: [{ role: 'user', content: 'Second' }],
    session_id: 's',
    user_id: 'u',
  });
  child.end();
  const { exitCode, out, err } = await child.ended;
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  const all = frames(out);
  const events = all.filter(({ id, event }) => id === 1 && event).map(({ event }) => event?.['type']);
  expect(events[0]).toBe('RUN_STARTED');
  expect(events).toEqual(
    expect.arrayContaining(['TEXT_MESSAGE_START', 'TEXT_MESSAGE_CONTENT', 'USAGE_UPDATE']),
  );
  expect(events.at(-1)).toBe('RUN_FINISHED');
  expect(all[0]).toMatchObject({
    jsonrpc: '2.0-stream',
    event: { thread_id: 's', agent: 'clerk', run_id: expect.any(String) },
  });
  expect(all.filter(({ id }) => id === 2)).toMatchObject([
    { result: { response: 'Two.', stop_reason: 'answered' } },
  ]);
  expect(model.requests[1]?.messages.map(({ role }) => role)).toEqual([
    'system',
    'user',
    'assistant',
    'user',
  ]);
});

test('agent.stop interrupts what is at work while others go on', async () => {
  await using model = await startScriptedModel([{ hang: 'Well' }, { text: 'Quick.' }, { text: 'After.' }]);
  await using child = serve(model.url);
  ask(child, 1, 'agent.stream', { messages: 'Think', session_id: 'slow' });
  await child.saw('out', /"delta":"Well"/);
  ask(child, 2, 'agent.query', { messages: 'Hi', session_id: 'slow' });
  await child.saw('out', /"id":2,"error"/);
  ask(child, 3, 'agent.query', { messages: 'Hi', session_id: 'quick' });
  await child.saw('out', /Quick/);
  ask(child, 4, 'agent.stop', { session_id: 'slow' });
  await child.saw('out', /"id":4,"result"/);
  ask(child, 5, 'agent.query', { messages: 'And now?', session_id: 'slow' });
  child.end();
  const { exitCode, out } = await child.ended;
  expect(exitCode).toBe(0);
  const ends = frames(out).filter(({ event }) => !event);
  expect(ends).toMatchObject([
    { id: 2, error: { code: -32000, data: { code: 'conflict' } } },
    { id: 3, result: { response: 'Quick.' } },
    { id: 1, result: { stop_reason: 'cancelled' } },
    { id: 4, result: { status: 'success', stopped: [1] } },
    { id: 5, result: { response: 'After.' } },
  ]);
});

test('a line that is no good gets one error frame', async () => {
  await using model = await startScriptedModel([]);
  await using child = serve(model.url);
  child.say('nonsense');
  child.say('{"id":7}');
  child.say('[]');
  child.say('');
  ask(child, 1, 'agent.nope', {});
  ask(child, 2, 'agent.query', { message: 'x' });
  ask(child, 3, 'agent.query', { messages: [{ role: 'system', content: 'x' }] });
  ask(child, 4, 'agent.permission', { request_id: 9, call_id: 'c', decision: 'allow' });
  ask(child, 5, 'agent.stop', {});
  child.end();
  const found = frames((await child.ended).out).map(({ id, error, result }) => [id, error?.code ?? result]);
  expect(found.toSorted((a, b) => Number(a[0]) - Number(b[0]))).toEqual([
    [null, -32700],
    [null, -32600],
    [1, -32601],
    [2, -32602],
    [3, -32602],
    [4, -32602],
    [5, { status: 'success', stopped: [] }],
    [7, -32600],
  ]);
  expect(model.requests).toEqual([]);
});

test.each([
  ['allow_once', true],
  ['deny', false],
])('a client decides a permission: %s', async (decision, isWritten) => {
  const write: Answer = { call: { name: 'write_file', arguments: { file_path: 'a.txt', content: 'x' } } };
  await using model = await startScriptedModel([write, { text: 'Done.' }]);
  await using child = serve(model.url);
  ask(child, 1, 'agent.query', { messages: 'Write', permissions: 'ask' });
  const asked = frames(await child.saw('out', /PERMISSION_REQUESTED.*\n/));
  const event = asked.find((frame) => frame.event)?.event;
  expect(event).toMatchObject({ tool_name: 'write_file', arguments: { file_path: 'a.txt' } });
  ask(child, 2, 'agent.permission', { request_id: 1, call_id: event?.['call_id'] ?? '', decision });
  child.end();
  const { out } = await child.ended;
  expect(frames(out).at(-1)).toMatchObject({ id: 1, result: { response: 'Done.' } });
  expect(existsSync(join(folder, 'w/a.txt'))).toBe(isWritten);
});

test('a failed run is an error; a signal stops everything', async () => {
  await using model = await startScriptedModel([{ refusal: 'No such key.' }, { hang: 'Well' }]);
  await using failing = serve(model.url);
  ask(failing, 1, 'agent.query', { messages: 'Hi' });
  failing.end();
  expect(frames((await failing.ended).out)).toMatchObject([
    { id: 1, error: { code: -32000, data: { code: 'model_rejected' } } },
  ]);
  await using child = serve(model.url);
  ask(child, 1, 'agent.stream', { messages: 'Think' });
  await child.saw('out', /"delta":"Well"/);
  child.send('SIGTERM');
  const { exitCode, out } = await child.ended;
  expect(exitCode).toBe(130);
  expect(frames(out).at(-1)).toMatchObject({ id: 1, result: { stop_reason: 'cancelled' } });
});
