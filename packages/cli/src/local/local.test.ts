import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createInterrupts } from '../interrupts.ts';
import { localEnvironment, localModel, localPrices } from './local-environment.ts';
import { questionLines } from './question-lines.ts';
import { inputOf } from './stdio-input.ts';
import { toolLine } from './tool-line.ts';

describe('the environment', () => {
  test('what is set wins over the .env file; empty values are none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nex-env-'));
    try {
      await writeFile(join(folder, '.env'), '# model\nLLM_MODEL="from file"\nA=1\nB=2\nC=\n');
      const found = await localEnvironment(folder, { A: 'set', B: '', D: undefined });
      expect(found).toEqual({ LLM_MODEL: 'from file', A: 'set', B: '2' });
      expect(await localEnvironment(join(folder, 'none'), {})).toEqual({});
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test.each([
    [
      { LLM_BASE_URL: 'http://a', LLM_MODEL: 'm', LLM_API_KEY: 'k', OPENAI_MODEL: 'x' },
      {},
      ['http://a', 'm', 'k'],
    ],
    [{ OPENAI_BASE_URL: 'http://b', OPENAI_MODEL: 'n', OPENAI_API_KEY: 'o' }, {}, ['http://b', 'n', 'o']],
    [{ BASE_URL: 'http://c', MODEL: 'p', API_KEY: 'q' }, { model: 'better' }, ['http://c', 'better', 'q']],
    [{ LLM_BASE_URL: 'http://a' }, { baseUrl: 'http://d' }, ['http://d', '', undefined]],
  ])('the model of %j with %j', (environment, given, [baseUrl, model, apiKey]) => {
    expect(localModel(environment, given)).toEqual({ baseUrl, model, ...(apiKey ? { apiKey } : {}) });
  });

  test.each([
    [() => localModel({ LLM_BASE_URL: 'nonsense' }, {}), 'LLM_BASE_URL'],
    [() => localModel({}, { baseUrl: 'nonsense' }), '--base-url'],
    [() => localModel({ LLM_API_TYPE: 'nonsense' }, {}), 'LLM_API_TYPE'],
    [() => localPrices({ MODEL_PRICES: '{' }), 'MODEL_PRICES'],
  ])('%# what is wrong is named', (read, where) => {
    expect(read).toThrow(expect.objectContaining({ code: 'config_invalid', where }));
  });
});

test.each([
  [
    { name: 'read_file', argumentsText: '{"file_path":"a.txt","limit":3}' },
    { isError: false, content: 'line one\nline two', elapsedMs: 12 },
    'read_file(file_path: "a.txt", limit: 3) ok, 12 ms: line one line two',
  ],
  [
    { name: 'run', argumentsText: '{broken' },
    { isError: true, errorKind: 'malformed_arguments', content: '', elapsedMs: 1_500 },
    'run({broken) failed (malformed_arguments), 1.5 s',
  ],
])('a tool call is one line: %j', (call, outcome, expected) => {
  expect(toolLine(call, outcome)).toBe(expected);
});

test('questions of the agent are shown with their choices', () => {
  const questions = [
    { question: 'Which?', header: 'x', options: [{ label: 'A', description: 'first' }, { label: 'B' }] },
  ];
  expect(questionLines(JSON.stringify({ questions }))).toEqual(['? Which?', '    - A: first', '    - B']);
  expect(questionLines('nonsense')).toEqual([]);
});

test('messages of a request become one input', () => {
  expect(inputOf('Hi')).toBe('Hi');
  expect(
    inputOf([
      { role: 'user', content: 'Look' },
      { role: 'user', content: [{ type: 'image', base64: 'AA==', mime_type: 'image/jpeg' }] },
    ]),
  ).toEqual([
    { type: 'text', text: 'Look' },
    { type: 'image', url: 'data:image/jpeg;base64,AA==', mimeType: 'image/jpeg' },
  ]);
  expect(() => inputOf([{ role: 'user', content: [{ type: 'image' }] }])).toThrow('neither url nor base64');
});

test('Ctrl-C is for the command that asks for it, as long as it takes it', () => {
  const interrupts = createInterrupts();
  let taken = 0;
  const handler = interrupts.intercept(() => {
    taken += 1;
    return taken < 2;
  });
  interrupts.press();
  expect(interrupts.signal.aborted).toBe(false);
  interrupts.press();
  expect(interrupts.signal.aborted).toBe(true);
  handler[Symbol.dispose]();
  interrupts.press();
  expect(taken).toBe(2);
});
