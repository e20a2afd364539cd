/** The contract of an exporter, over the whole table. */
import {
  EXPORTER_NAMES,
  type ExporterName,
  type ExportFormat,
  isJsonObject,
  type JsonObject,
  type Message,
  MODEL_EXPORTER_NAMES,
  type ModelExporterName,
  type Sample,
  textMessage,
} from '@nex/core';
import { digestText } from '@nex/core/digest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyMessages, anyText } from '../message.arbitrary.ts';
import { fieldMisfit } from '../rows/fits.ts';
import { formOf, renderRow } from '../rows/render-row.ts';
import { columnsOf, readRow } from '../rows/row.ts';
import { run, sample, toolResult } from '../sample.fixture.ts';
import { wellFormed } from '../well-formed.ts';
import { EXPORTERS, exporterNamed, readerNamed } from './index.ts';
import { templateOptions } from './templates.fixture.ts';
import { BYTE_LEVEL, TOKENIZERS } from './tokenizers.fixture.ts';

const ROOT = { view: 'root', earlierLeaves: false } as const;
const format = (exporter: ExporterName): ExportFormat => ({ exporter, ...ROOT });

/** Formats of a model: their rows are texts, which no messages can be read from. */
const MODEL_FORMATS: Readonly<Record<ModelExporterName, ExportFormat>> = {
  'chat-template': { exporter: 'chat-template', ...ROOT, template: templateOptions('plain') },
  tokens: {
    exporter: 'tokens',
    ...ROOT,
    template: templateOptions('plain'),
    tokenizer: digestText(BYTE_LEVEL),
  },
};
const FORMATS: ExportFormat[] = [...EXPORTER_NAMES.map(format), ...Object.values(MODEL_FORMATS)];

const anySample = fc
  .record({ query: anyText, root: anyMessages, sub: anyMessages, callId: fc.option(anyText) })
  .map(({ query, root, sub, callId }) => ({
    ...sample(1, {
      root,
      subAgents: [run(sub, { runId: 'run_sub', parentRunId: 'run_root', parentCallId: callId, depth: 1 })],
    }),
    query,
  }));

/** What tools give and models write: tags of all families, quotes, JSON in strings, all of Unicode. */
const spoken = fc.oneof(
  anyText,
  fc.constantFrom('a && b < c', '<p>hello <b>w</b></p>', '{"a": "\\"}"}', 'List<String>', '</x>', "it's"),
);
const value = fc.oneof(
  spoken,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(spoken, { maxLength: 2 }),
);
const calls = fc.array(fc.dictionary(fc.constantFrom('query', 'größe', 'b'), value), {
  minLength: 1,
  maxLength: 3,
});
/** Turns with parallel calls and their results, errors among them. */
const turns = fc.array(
  fc.record({ args: calls, isError: fc.boolean(), result: fc.constantFrom('ok', 'a < b', '', '{"x": [1]}') }),
  { maxLength: 3 },
);
const dialogue = turns.map((list): Message[] => [
  textMessage('system', 'You search.'),
  textMessage('user', 'Go.'),
  ...list.flatMap(({ args, isError, result }, turn): Message[] => [
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'I should look.' },
        { type: 'text', text: 'Looking.' },
        ...args.map((each, index) => {
          const plain = JSON.parse(JSON.stringify(wellFormed(each))) as JsonObject;
          const argumentsText = JSON.stringify(plain);
          return {
            type: 'tool_call' as const,
            id: `c_${turn}_${index}`,
            name: 'search',
            argumentsText,
            arguments: plain,
          };
        }),
      ],
    },
    ...args.map((_, index): Message => {
      const message = toolResult(`c_${turn}_${index}`, 'search', result);
      return { ...message, content: message.content.map((block) => ({ ...block, isError })) };
    }),
  ]),
  textMessage('assistant', 'Done.'),
]);

/** Whose each trained message is, in the format's own word. */
function trainedRoles(row: JsonObject): unknown[] {
  const { trajectory } = row;
  const document: unknown = typeof trajectory === 'string' ? JSON.parse(trajectory) : row;
  const { messages, conversations, steps } = isJsonObject(document as JsonObject)
    ? (document as Record<string, unknown>)
    : {};
  const list = messages ?? conversations ?? steps;
  if (!Array.isArray(list)) return [];
  return (list as JsonObject[])
    .filter(({ train, extra }) => train === true || (isJsonObject(extra) && extra['train'] === true))
    .map(({ role, from, source }) => role ?? from ?? source);
}

test('names lead to their exporter', () => {
  expect(Object.keys(EXPORTERS)).toEqual([...EXPORTER_NAMES]);
  for (const name of EXPORTER_NAMES) expect(exporterNamed(name)?.name).toBe(name);
  expect(exporterNamed('none')).toBeUndefined();
});

test('readers of rows are found by the name of their format', () => {
  expect(Object.keys(MODEL_FORMATS)).toEqual([...MODEL_EXPORTER_NAMES]);
  for (const { exporter } of FORMATS) expect(readerNamed(exporter)?.name).toBe(exporter);
});

describe.each(FORMATS.map((one) => [one.exporter, one] as const))('%s', (_, one) => {
  const form = formOf(one, TOKENIZERS);
  const proved = (of: Sample) => renderRow(of, one, TOKENIZERS);

  test('a row has exactly the columns, is one line of valid UTF-8, and repeats', () => {
    fc.assert(
      fc.property(anySample, (any) => {
        const before = structuredClone(any);
        for (const each of proved(any)) {
          if ('refusal' in each) continue;
          expect(fieldMisfit(each.row, columnsOf(form), '')).toBeUndefined();
          expect(each.line).not.toMatch(/[\n\r\u0085\u2028\u2029]/);
          expect(Buffer.from(each.line).toString('utf8')).toBe(each.line);
          expect(readRow(form, JSON.parse(each.line)).runs).toHaveLength(2);
        }
        expect(JSON.stringify(proved(structuredClone(any)))).toBe(JSON.stringify(proved(any)));
        expect(any).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });

  test.each([null, {}, [], 'x', { id: 1 }])('%j is no row', (other) => {
    expect(() => readRow(form, other)).toThrowError(
      expect.objectContaining({ code: 'invalid_request' }) as Error,
    );
  });

  test('the offline model is never understated', () => {
    const offline = sample(1, { offlineModel: true });
    const claimed = { ...offline, lineage: { ...offline.lineage, offlineModel: false } };
    const read = [offline, claimed, sample(1)].map((of) => {
      const [each] = proved(of);
      return each && 'row' in each && readRow(form, each.row).offlineModel;
    });
    expect(read).toEqual([true, true, false]);
  });
});

describe.each(EXPORTER_NAMES.map((name) => [name] as const))('messages of %s', (name) => {
  const form = formOf(format(name));
  const proved = (of: Sample) => renderRow(of, format(name));

  test('parallel calls, errors, tags and quotes come back', () => {
    fc.assert(
      fc.property(dialogue, (root) => {
        const of = sample(1, { root, subAgents: [] });
        const [each] = proved(of);
        expect(each && 'refusal' in each ? each.refusal : undefined).toBeUndefined();
        if (!each || !('row' in each)) return;
        const back = readRow(form, JSON.parse(each.line)).runs[0]?.messages ?? [];
        const told = (messages: readonly Message[]) =>
          messages.flatMap(({ content }) =>
            content.flatMap((block) => (block.type === 'tool_call' ? [[block.name, block.arguments]] : [])),
          );
        expect(told(back)).toEqual(told(root));
        expect(back.map(({ role }) => role)).toEqual(root.map(({ role }) => role));
      }),
      { numRuns: 60 },
    );
  });

  test('a tool with a text of its own is described by it where tools are described in prose', () => {
    const of = structuredClone(sample(1));
    for (const { tools } of of.trajectory.runs)
      for (const one of tools) one.textModeDescription = 'Ask it so.';
    for (const [given, isTold] of [
      [of, name === 'nexau-xml'],
      [sample(1), false],
    ] as const) {
      const [each] = proved(given);
      expect(each && 'line' in each ? each.line.includes('Ask it so.') : each?.refusal).toBe(isTold);
    }
  });

  test('only the assistant is trained on', () => {
    const [each] = proved(sample(1));
    const row = each && 'row' in each ? each.row : {};
    const roles = trainedRoles(row);
    expect(roles).toHaveLength(3);
    const ofAssistant: unknown[] = ['assistant', 'gpt', 'function_call', 'agent'];
    expect(roles.filter((role) => !ofAssistant.includes(role))).toEqual([]);
  });
});

describe('openai-chat', () => {
  test('reads back to any messages that went in', () => {
    fc.assert(
      fc.property(anySample, (any) => {
        const [each] = renderRow(any, format('openai-chat'));
        if (!each || !('line' in each)) throw new Error('refused');
        const back = readRow(formOf(format('openai-chat')), JSON.parse(each.line));
        expect(back.query).toBe(any.query.toWellFormed());
        expect(back.runs.map(({ messages }) => messages)).toEqual(
          wellFormed(any.trajectory.runs.map(({ messages }) => messages)),
        );
      }),
      { numRuns: 200 },
    );
  });
});
