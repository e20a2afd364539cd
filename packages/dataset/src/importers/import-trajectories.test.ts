/** What holds for every format: detection, quarantine, streaming. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { importTrajectories } from './import-trajectories.ts';
import { importLines, streamed } from './imported.fixture.ts';
import { IMPORT_FORMATS, IMPORT_WARNINGS, REJECT_REASONS } from './importer.ts';
import { detectFormat, IMPORTERS } from './index.ts';
import { langfuseLines, otelLines } from './spans.fixture.ts';

const span = {
  id: 'aaaaaaaaaaaaaaaa',
  kind: 'model' as const,
  messages: [{ role: 'user', content: 'Tea?' }],
  answer: { role: 'assistant', content: 'Sencha.' },
};
const ONE: Record<(typeof IMPORT_FORMATS)[number], string> = {
  langfuse: langfuseLines([span])[0] ?? '',
  'otel-genai': otelLines([span], 'attributes')[0] ?? '',
  'openai-jsonl': JSON.stringify({ messages: [...span.messages, span.answer] }),
  atif: JSON.stringify({
    schema_version: 'ATIF-v1.4',
    session_id: 's',
    agent: { name: 'a', version: '1' },
    steps: [{ step_id: 1, source: 'user', message: 'Tea?' }],
  }),
  'nexgap-converted': JSON.stringify({
    messages: [...span.messages, span.answer],
    agent_name: 'a',
    trace_id: 't',
    span_id: 's',
  }),
};

test('docs/imports.md has every format, warning and reason', () => {
  const docs = readFileSync(new URL('../../../../docs/imports.md', import.meta.url), 'utf8');
  for (const [code, meaning] of Object.entries({ ...IMPORT_WARNINGS, ...REJECT_REASONS }))
    expect(docs).toContain(`| \`${code}\` | ${meaning} |`);
  for (const format of IMPORT_FORMATS) expect(docs).toContain(`| \`${format}\` |`);
});

test('the table has every format once', () => {
  expect(IMPORTERS.map((importer) => importer.name).toSorted()).toEqual([...IMPORT_FORMATS].toSorted());
});

describe.each(IMPORT_FORMATS.map((format) => [format, ONE[format]] as const))('%s', (format, line) => {
  test('is detected, and by no other importer before it', () => {
    expect(detectFormat([null, 1, [], {}, JSON.parse(line)])).toBe(format);
  });

  test('reads lines, a list over lines and a document alike', async () => {
    const forms = [
      [line],
      ['', line, ''],
      [`\uFEFF${line}`],
      ['[', line, ']'],
      [`[${line}]`],
      JSON.stringify(JSON.parse(line), null, 2).split('\n'),
    ];
    for (const form of forms) {
      const { imported, rejections } = await importLines(form);
      expect(rejections).toEqual([]);
      expect(imported.map((each) => each.query)).toEqual(['Tea?']);
    }
  });

  test('gives the same for the same, and what is broken to quarantine', async () => {
    const { imported, rejections } = await importLines(['{"cut', line, 'null', '{"x":1}', '"text"'], format);
    expect(imported).toEqual((await importLines([line])).imported);
    expect(new Set(rejections.map((rejection) => rejection.line))).toEqual(new Set([1, 3, 4, 5]));
    expect(rejections).toHaveLength(4);
    for (const { note } of rejections) expect(note).not.toBe('');
  });
});

test('a document that is no JSON is told with the place', async () => {
  const { rejections } = await importLines(['{', '  "messages": [', '    oops', '  ]', '}'], 'openai-jsonl');
  expect(rejections).toMatchObject([{ line: 1, reason: 'not_json' }]);
  expect(rejections[0]?.note).toMatch(/^as one document \(lines 1 to 5\): Unexpected token/);
});

test('broken lines at the beginning do not make a document of the rest', async () => {
  const { imported, rejections } = await importLines(['{"cut', 'hello', '', ONE['openai-jsonl'], 'bye']);
  expect(imported).toHaveLength(1);
  expect(rejections.map(({ line, reason }) => [line, reason])).toEqual([
    [1, 'not_json'],
    [2, 'not_json'],
    [5, 'not_json'],
  ]);
});

test.each<[string, string[], string]>([
  ['nothing', [], 'there is nothing in it'],
  ['something else', ['{"a":1}'], 'line 1 has the form of no format'],
  ['no JSON', ['hello'], 'line 1: '],
])('%s is an error that names the formats', async (_, lines, message) => {
  const reading = importTrajectories(streamed(lines), { source: 'x.jsonl' });
  await expect(reading.next()).rejects.toMatchObject({
    code: 'invalid_request',
    where: 'x.jsonl',
    message: expect.stringContaining(message) as string,
    hint: expect.stringContaining('otel-genai') as string,
  });
});

describe('memory', () => {
  const traceLine = (trace: number) =>
    (ONE.langfuse ?? '').replaceAll('0af7651916cd43dd8448eb211c80319c', `trace-${trace}`);

  test('a trace is given out while the next ones are still read', async () => {
    let read = 0;
    async function* lines() {
      for (read = 0; read < 1000; read += 1) yield await Promise.resolve(traceLine(read));
    }
    const items = importTrajectories(lines(), { source: 'x', maxOpenTraces: 10 });
    await items.next();
    expect(read).toBeLessThan(15);
    await items.return(undefined);
  });

  test('what comes for a trace after it was given out is quarantined', async () => {
    const lines = [0, 1, 2, 0].map(traceLine);
    const kinds: string[] = [];
    for await (const item of importTrajectories(streamed(lines), { source: 'x', maxOpenTraces: 1 })) {
      kinds.push(
        item.kind === 'rejected' ? item.rejection.reason : item.imported.trajectory.provenance.traceId,
      );
    }
    expect(kinds).toEqual(['trace-0', 'trace-1', 'late_record', 'trace-2']);
  });
});
