import { EXPORTER_NAMES, ExportFormat, type Manifest } from '@nex/core';
import { digestText } from '@nex/core/digest';
import { expect, test } from 'vitest';
import { templateOptions } from '../exporters/templates.fixture.ts';
import { BYTE_LEVEL, TOKENIZERS } from '../exporters/tokenizers.fixture.ts';
import { formOf, renderRow } from '../rows/render-row.ts';
import { columnsOf } from '../rows/row.ts';
import { sample } from '../sample.fixture.ts';
import { loading } from './rows.ts';

const template = templateOptions('plain');
const FORMATS = [
  ...EXPORTER_NAMES.map((exporter) => ({ exporter })),
  { exporter: 'chat-template', template },
  { exporter: 'tokens', template, tokenizer: digestText(BYTE_LEVEL) },
].map((format) => ExportFormat.parse(format));

const loaded = (paths: string[], format: ExportFormat) =>
  loading(
    { files: paths.map((path) => ({ path, format: 'jsonl' })) } as unknown as Manifest,
    columnsOf(formOf(format, TOKENIZERS)),
  );

test.each(FORMATS)('$exporter is loaded by what its rows hold', (format) => {
  const [proved] = renderRow(sample(1), format, TOKENIZERS);
  const row = proved && 'row' in proved ? proved.row : {};
  const text = loaded(['x/train-00000.jsonl'], format);
  const used = [...text.matchAll(/row\["(\w+)"\]/g)].map(([, name = '']) => name);
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((name) => !Object.hasOwn(row, name))).toEqual([]);
  const parsed = [...text.matchAll(/json\.loads\(row\["(\w+)"\]\)/g)].map(([, name = '']) => name);
  for (const name of parsed) expect(() => JSON.parse(row[name] as string) as unknown).not.toThrow();
  expect(text.includes('import json')).toBe(parsed.length > 0);
});

test('rows for training are loaded where there are some', () => {
  const [format] = FORMATS as [ExportFormat];
  const files = ['x/test-00000.jsonl', 'x/train-00000.jsonl'];
  expect(loaded(files, format)).toContain('load_dataset(here, split="train")');
  expect(loaded(files, format)).toContain('/x/train-*.jsonl"');
  expect(loaded(['x/test-00000.jsonl.zst'], format)).toContain('load_dataset(here, split="test")');
  expect(loaded(['x/test-00000.jsonl.zst'], format)).toContain('with the package zstandard');
});
