/** What every built-in middleware keeps to, and what each one does. */
import { NexError, textOf, textOutcome } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { bench, call, scriptedModel, tool } from '../../__fixtures__/loop-fixture.ts';
import type { LoopInput } from '../../loop-types.ts';
import { runAgentLoop } from '../../run-agent-loop.ts';
import type { Middleware } from '../middleware.ts';
import { LoggingParams, type LogLine, logging } from './logging.ts';
import { LongToolOutputParams, longToolOutput } from './long-tool-output.ts';
import { ReminderParams, roundAndTokenReminder } from './round-and-token-reminder.ts';
import { RuntimeEnvironmentParams, runtimeEnvironment } from './runtime-environment.ts';

const facts = { workingDirectory: '/workspace', operatingSystem: 'Linux', shell: 'bash' };
const render = (template: string, values: Record<string, string>) =>
  template.replaceAll(/\{\{ (\w+) \}\}/g, (_, name: string) => values[name] ?? '');

const BUILTIN: [string, () => Middleware][] = [
  ['logging', () => logging(LoggingParams.parse({}), () => {})],
  ['long_tool_output', () => longToolOutput(LongToolOutputParams.parse({}), async (name) => name)],
  ['round_and_token_reminder', () => roundAndTokenReminder(ReminderParams.parse({}), 1_000)],
  ['runtime_environment', () => runtimeEnvironment(RuntimeEnvironmentParams.parse({}), facts, render)],
];

const script = [
  { text: 'I look', calls: [call('a', 'work'), call('b', 'work')] },
  { calls: [call('c', 'work')] },
  { text: 'done' },
];

async function runWith(middleware: Middleware[], options: Partial<LoopInput> = {}) {
  const model = scriptedModel(script);
  const input = bench({ model, tools: [tool('work')], clock: () => 0, ...options, middleware });
  const result = await runAgentLoop(input);
  return { model, input, result };
}

describe.each(BUILTIN)('%s', (name, create) => {
  test('is named as in the agent file', () => {
    expect(create().name).toBe(name);
  });

  test('leaves no trace in history, result and events of an ordinary run', async () => {
    const plain = await runWith([]);
    const changed = await runWith([create()]);
    expect(changed.result).toEqual(plain.result);
    expect(changed.input.recorder.messages).toEqual(plain.input.recorder.messages);
    expect(changed.input.recorder.replies).toEqual(plain.input.recorder.replies);
    expect(changed.input.events).toEqual(plain.input.events);
  });

  test('keeps what a request begins with', async () => {
    const { model, input } = await runWith([create()]);
    const conversation = [...input.history, ...input.recorder.messages];
    for (const { messages } of model.requests) {
      const own = messages.filter((message) => conversation.includes(message));
      expect(own).toEqual(conversation.slice(0, own.length));
      expect(messages.slice(0, own.length)).toEqual(own);
      expect(messages.length - own.length).toBeLessThanOrEqual(1);
    }
  });
});

const hints = async (middleware: Middleware, options: Partial<LoopInput> = {}) =>
  (await runWith([middleware], options)).model.requests.map(({ messages }) =>
    textOf(messages.at(-1) ?? { content: [] }),
  );

test('round_and_token_reminder counts down rounds and tokens', async () => {
  const agent = { name: 't', maxIterations: 3, stopTools: [] };
  const params = ReminderParams.parse({ desired_max_tokens: 100, max_context_tokens: null });
  const told = await hints(roundAndTokenReminder(params, 1_000), { agent });
  expect(told[0]).toContain('Rounds left after this one: 2 of 3.');
  expect(told[1]).toContain('Rounds left after this one: 1 of 3.');
  expect(told[2]).toContain('Rounds left after this one: 0 of 3.');
  expect(told[2]).toContain('give your final answer now');
  expect(told[0]).toMatch(/about \d+ of 1000\.$/);
  const own = await hints(roundAndTokenReminder(ReminderParams.parse({ max_context_tokens: 500 }), 9));
  expect(own[0]).toContain('about 0 of 500');
  expect(() => ReminderParams.parse({ max_tokens: 1 })).toThrow('max_tokens');
});

test('runtime_environment tells the date and the place, by its own or another template', async () => {
  const clock = () => Date.UTC(2026, 1, 3, 23, 59);
  const usual = runtimeEnvironment(RuntimeEnvironmentParams.parse({}), facts, render);
  const text =
    '[Environment] Date: 2026-02-03. Working directory: /workspace. Operating system: Linux. Shell: bash.';
  expect(await hints(usual, { clock })).toEqual([text, text, text]);
  const own = RuntimeEnvironmentParams.parse({
    template: 'At {{ working_directory }} on {{ platform }}{{ no }}',
  });
  expect((await hints(runtimeEnvironment(own, facts, render)))[0]).toBe('At /workspace on Linux');
});

describe('logging', () => {
  async function logOf(params: object, model = scriptedModel(script)) {
    const lines: [string, Record<string, unknown>][] = [];
    const log: LogLine = (fields, message) => void lines.push([message, fields]);
    const input = bench({
      model,
      tools: [tool('work', async () => textOutcome(`${'😀'.repeat(400)}`))],
      clock: () => 0,
      extra: { api_key: 'sk-canary' },
      sampling: { seed: 4711 },
      middleware: [logging(LoggingParams.parse(params), log)],
    });
    await runAgentLoop(input);
    return lines;
  }
  const names = (lines: [string, unknown][]) => lines.map(([message]) => message);
  const turn = ['model answered', 'tool answered', 'tool answered', 'model answered', 'tool answered'];

  test('a line per answer of model and tool, with previews, without what the request holds', async () => {
    const lines = await logOf({ message_preview_chars: 3 });
    expect(names(lines)).toEqual([...turn, 'model answered']);
    expect(lines[0]?.[1]).toEqual({
      agent: 'tester',
      iteration: 1,
      latencyMs: 0,
      finishReason: 'tool_calls',
      text: 'I l',
    });
    expect(lines[1]?.[1]).toMatchObject({ tool: 'work', callId: 'a', isError: false });
    expect(lines[1]?.[1].output).toHaveLength(500);
    expect(JSON.stringify(lines)).not.toMatch(/canary|4711/);
  });

  test.each([
    [{ model_logger: false }, turn.filter((line) => line.startsWith('tool'))],
    [{ tool_logger: false }, ['model answered', 'model answered', 'model answered']],
  ])('%j', async (params, expected) => {
    expect(names(await logOf(params))).toEqual(expected);
  });

  test('says which logger was named, and when a call begins', async () => {
    const lines = await logOf({ model_logger: 'models', log_model_calls: true, logger_name: 'old' });
    expect(lines[0]).toEqual([
      'model call begins',
      { logger: 'models', agent: 'tester', iteration: 1, messages: 2 },
    ]);
  });

  test('a half character is not left over', async () => {
    const lines = await logOf({ tool_preview_chars: 3 });
    expect(String(lines[1]?.[1].output).isWellFormed()).toBe(true);
  });

  test('a failed call is told by its code', async () => {
    const model = scriptedModel([() => Promise.reject(new NexError('model_rejected', 'key sk-canary'))]);
    expect(await logOf({}, model)).toEqual([
      ['model call failed', { agent: 'tester', iteration: 1, latencyMs: 0, code: 'model_rejected' }],
    ]);
  });
});
