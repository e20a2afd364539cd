/** The contract of an exporter, over the whole table. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ColumnType, Field } from '../columns.ts';
import { jsonLine } from '../jsonl.ts';
import { anyMessages, anyText } from '../message.arbitrary.ts';
import { run, sample } from '../sample.fixture.ts';
import { EXPORTERS, exporterNamed } from './index.ts';
import { wellFormed } from './well-formed.ts';

/** What of a value does not have its column's type, as paths. */
function misfits(value: unknown, type: ColumnType, path: string): string[] {
  if (value === null) return [];
  if (typeof type === 'string') {
    const wanted = { string: 'string', bool: 'boolean', int32: 'number', int64: 'number' }[type];
    return typeof value === wanted ? [] : [`${path} is no ${type}`];
  }
  if ('list' in type) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((item, index) => misfits(item, type.list, `${path}[${index}]`));
  }
  return fieldMisfits(value, type.struct, path);
}

function fieldMisfits(value: unknown, fields: readonly Field[], path: string): string[] {
  if (typeof value !== 'object' || value === null) return [`${path} is no struct`];
  const names = fields.map((field) => field.name);
  if (Object.keys(value).join() !== names.join())
    return [`${path} has other fields: ${Object.keys(value).join()}`];
  const entries = new Map<string, unknown>(Object.entries(value));
  return fields.flatMap(({ name, type }) => misfits(entries.get(name), type, `${path}.${name}`));
}

const anySample = fc
  .record({ query: anyText, root: anyMessages, sub: anyMessages, callId: fc.option(anyText) })
  .map(({ query, root, sub, callId }) => ({
    ...sample(1, {
      root,
      subAgents: [run(sub, { runId: 'run_sub', parentRunId: 'run_root', parentCallId: callId, depth: 1 })],
    }),
    query,
  }));

test('names are unique and lead to their exporter', () => {
  expect(new Set(EXPORTERS.map((exporter) => exporter.name)).size).toBe(EXPORTERS.length);
  for (const exporter of EXPORTERS) expect(exporterNamed(exporter.name)).toBe(exporter);
  expect(exporterNamed('none')).toBeUndefined();
});

describe.each(EXPORTERS.map((exporter) => [exporter.name, exporter] as const))('%s', (_, exporter) => {
  test('every row has exactly the columns and their types', () => {
    fc.assert(
      fc.property(anySample, (any) => {
        expect(fieldMisfits(exporter.row(any), exporter.columns, 'row')).toEqual([]);
      }),
    );
  });

  test('a line reads back to the messages that went in', () => {
    fc.assert(
      fc.property(anySample, (any) => {
        const line = jsonLine(exporter.row(any));
        const restored = exporter.restore(JSON.parse(line));
        expect(restored.query).toBe(any.query.toWellFormed());
        expect(restored.runs.map((each) => each.messages)).toEqual(
          wellFormed(any.trajectory.runs.map((each) => each.messages)),
        );
        expect(restored.runs.map((each) => [each.runId, each.parentRunId, each.parentCallId])).toEqual([
          ['run_root', null, null],
          ['run_sub', 'run_root', any.trajectory.runs[1]?.parentCallId?.toWellFormed() ?? null],
        ]);
      }),
      { numRuns: 300 },
    );
  });

  test('a line is one line for every reader, and valid UTF-8', () => {
    fc.assert(
      fc.property(anySample, (any) => {
        const line = jsonLine(exporter.row(any));
        expect(line.slice(0, -1)).not.toMatch(/[\n\r\u0085\u2028\u2029]/);
        expect(line.isWellFormed()).toBe(true);
        expect(Buffer.from(line).toString('utf8')).toBe(line);
      }),
    );
  });

  test('the same sample gives the same line, and is not changed', () => {
    fc.assert(
      fc.property(anySample, (any) => {
        const before = structuredClone(any);
        expect(jsonLine(exporter.row(any))).toBe(jsonLine(exporter.row(structuredClone(any))));
        expect(any).toEqual(before);
      }),
    );
  });

  test.each([null, {}, [], 'x', { id: 1 }])('%j is no row', (value) => {
    expect(() => exporter.restore(value)).toThrowError(
      expect.objectContaining({ code: 'invalid_request' }) as Error,
    );
  });

  test('the offline model is never understated', () => {
    const offline = sample(1, { offlineModel: true });
    const row = exporter.restore(exporter.row(offline));
    const claimed = { ...offline, lineage: { ...offline.lineage, offlineModel: false } };
    expect([row.offlineModel, exporter.restore(exporter.row(claimed)).offlineModel]).toEqual([true, true]);
    expect(exporter.restore(exporter.row(sample(1))).offlineModel).toBe(false);
  });
});
