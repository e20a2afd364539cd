/** `nex chat` and `nex run --local` as a person and a script use them, against a scripted model server. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startNex } from './support/nex-process.ts';
import { type Answer, startScriptedModel } from './support/scripted-model.ts';

const AGENT = `type: agent
name: clerk
system_prompt: You keep files.
llm_config:
  model: \${env.LLM_MODEL}
  base_url: \${env.LLM_BASE_URL}
  api_key: \${env.LLM_API_KEY}
tools:
  - {name: write_file, yaml_path: ./write.yaml, permissions: {allow: ["kept/**"]}}
`;
const WRITE = `type: tool
name: write_file
description: Writes a file.
input_schema: {type: object, properties: {file_path: {type: string}, content: {type: string}}}
binding: builtin:write_file
`;

const write = (path: string): Answer => ({
  call: { name: 'write_file', arguments: { file_path: path, content: 'hello' } },
});

let folder: string;
let workspace: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nex-local-cli-'));
  workspace = join(folder, 'workspace');
  await mkdir(join(folder, 'agent'));
  await writeFile(join(folder, 'agent/agent.yaml'), AGENT);
  await writeFile(join(folder, 'agent/write.yaml'), WRITE);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function variables(url: string): Record<string, string> {
  return { LLM_BASE_URL: url, LLM_MODEL: 'scripted-1', LLM_API_KEY: 'secret-key' };
}

async function dotEnv(url: string): Promise<void> {
  const lines = Object.entries(variables(url)).map(([name, value]) => `${name}=${value}`);
  await writeFile(join(folder, 'agent/.env'), `${lines.join('\n')}\n`);
}

const nex = (args: string[], env: Record<string, string> = {}) =>
  startNex([...args, '--workspace', workspace], env, folder);

describe('chat', () => {
  test('lines are messages of one conversation; answers go to standard output, the rest to standard error', async () => {
    await using model = await startScriptedModel([
      write('kept/a.txt'),
      { text: 'It is written.' },
      { text: 'As I said.' },
    ]);
    await dotEnv(model.url);
    await using chat = nex(['chat', 'agent']);
    chat.say('Write a.txt');
    chat.say('/usage');
    chat.say('/nonsense');
    chat.say('Is it?');
    chat.end();
    const { exitCode, out, err } = await chat.ended;
    expect(out).toBe('It is written.\nAs I said.\n');
    expect(err).toMatch(/write_file\(file_path: "kept\/a\.txt", content: "hello"\) ok, \d+ ms: /);
    expect(err).toContain('20 tokens in, 8 out, 2 model calls');
    expect(err).toContain('There is no command /nonsense');
    expect(err + out).not.toContain('secret-key');
    expect(exitCode).toBe(0);
    expect(await readFile(join(workspace, 'kept/a.txt'), 'utf8')).toBe('hello');
    expect(model.requests.at(-1)?.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'assistant',
      'user',
    ]);
    expect(model.requests[0]).toMatchObject({ model: 'scripted-1', authorization: 'Bearer secret-key' });
  });

  test('/new forgets, --model wins, --json gives a line for each answer', async () => {
    await using model = await startScriptedModel([{ text: 'One.' }, { text: 'Two.' }]);
    await using chat = nex(['chat', 'agent/agent.yaml', '--model', 'better', '--json'], variables(model.url));
    for (const line of ['First', '/new', 'Second']) chat.say(line);
    chat.end();
    const { exitCode, out, err } = await chat.ended;
    const answers = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers).toMatchObject([
      { response: 'One.', stop_reason: 'answered', usage: { input_tokens: 10 }, error: null },
      { response: 'Two.' },
    ]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(model.requests[1]).toMatchObject({
      model: 'better',
      messages: [{ role: 'system' }, { role: 'user' }],
    });
  });

  test.each([
    ['y', true],
    ['n', false],
    ['', false],
  ])('a permission that is answered %j', async (answer, isWritten) => {
    await using model = await startScriptedModel([write('a.txt'), { text: 'Done.' }]);
    await using chat = nex(['chat', 'agent'], variables(model.url));
    chat.say('Write a.txt');
    await chat.saw('err', /\[y\] once {2}\[a\] always \(write_file.*\) {2}\[n\] no: /);
    if (answer !== '') chat.say(answer);
    chat.end();
    const { exitCode, out, err } = await chat.ended;
    expect(out).toBe('Done.\n');
    expect(exitCode).toBe(0);
    expect(existsSync(join(workspace, 'a.txt'))).toBe(isWritten);
    expect(err).toContain(isWritten ? ') ok, ' : ') failed (denied), ');
  });

  test('"always" is asked for once', async () => {
    await using model = await startScriptedModel([
      write('a.txt'),
      { text: 'One.' },
      write('a.txt'),
      { text: 'Two.' },
    ]);
    await using chat = nex(['chat', 'agent'], variables(model.url));
    for (const line of ['Write', 'a', 'Write again']) chat.say(line);
    chat.end();
    const { out, err } = await chat.ended;
    expect(out).toBe('One.\nTwo.\n');
    expect(err.match(/needs your permission/g)).toHaveLength(1);
  });

  test('Ctrl-C stops the run, and the chat goes on', async () => {
    await using model = await startScriptedModel([{ hang: 'Well' }, { text: 'Here I am.' }]);
    await using chat = nex(['chat', 'agent'], variables(model.url));
    chat.say('Think');
    await chat.saw('out', /Well/);
    chat.send('SIGINT');
    await chat.saw('err', /Stopped\./);
    chat.say('Are you there?');
    chat.end();
    const { exitCode, out } = await chat.ended;
    expect(out).toBe('Well\nHere I am.\n');
    expect(exitCode).toBe(0);
  });

  test('Ctrl-C without a run leaves, and ends a single query', async () => {
    await using model = await startScriptedModel([{ text: 'Hi.' }, { hang: 'Well' }]);
    await using chat = nex(['chat', 'agent'], variables(model.url));
    chat.say('Hello');
    await chat.saw('out', /Hi\.\n/);
    chat.send('SIGINT');
    expect((await chat.ended).exitCode).toBe(130);
    await using query = nex(['chat', 'agent', '--query', 'Think'], variables(model.url));
    await query.saw('out', /Well/);
    query.send('SIGINT');
    expect((await query.ended).exitCode).toBe(130);
  });

  test('a model that refuses is an error with exit code 1', async () => {
    await using model = await startScriptedModel([{ refusal: 'No such key.' }]);
    await using chat = nex(['chat', 'agent', '--query', 'Hi'], variables(model.url));
    const { exitCode, out, err } = await chat.ended;
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(err).toMatch(/error model_rejected: .*No such key\.[^]*hint: Check LLM_API_KEY/);
  });

  test('without a model it says what to set; the offline model needs nothing', async () => {
    await using bare = nex(['chat', 'agent', '--query', 'Hi']);
    const { exitCode, out, err } = await bare.ended;
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(err).toMatch(/^error config_invalid: No model is configured .*\nhint: .*LLM_BASE_URL.*--offline/);
    await using offline = nex(['chat', 'agent', '--offline', '--query', 'Hi']);
    const tried = await offline.ended;
    expect(tried.exitCode).toBe(0);
    expect(tried.out.trim()).not.toBe('');
  });
});

describe('run --local', () => {
  test('the answer on standard output, the tool calls on standard error', async () => {
    await using model = await startScriptedModel([write('kept/a.txt'), { text: 'It is written.' }]);
    await using run = nex(['run', '--local', 'agent', '--input', 'Write a.txt'], variables(model.url));
    const { exitCode, out, err } = await run.ended;
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: 'It is written.\n' });
    expect(err).toMatch(/^ {2}write_file\(.*\) ok, /);
  });

  test('--json gives the structured result, of a failure, too', async () => {
    await using model = await startScriptedModel([{ text: 'Yes.' }, { refusal: 'Not any more.' }]);
    await using run = nex(['run', '--local', 'agent', 'Is it?', '--json'], variables(model.url));
    const { exitCode, out, err } = await run.ended;
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(JSON.parse(out)).toEqual({
      run_id: expect.stringMatching(/^run_/),
      response: 'Yes.',
      output: null,
      stop_reason: 'answered',
      usage: {
        input_tokens: 10,
        output_tokens: 4,
        cached_input_tokens: 0,
        reasoning_tokens: 0,
        model_calls: 1,
      },
      cost: null,
      error: null,
    });
    await using failing = nex(['run', '--local', 'agent', 'Hi', '--json'], variables(model.url));
    const failed = await failing.ended;
    expect(failed.exitCode).toBe(1);
    expect(JSON.parse(failed.out)).toMatchObject({
      stop_reason: 'model_error',
      error: { code: 'model_rejected' },
    });
  });
});
