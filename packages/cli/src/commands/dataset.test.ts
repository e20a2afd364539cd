import type { DataSet, DataSetDiff } from '@nex/core';
import { expect, test } from 'vitest';
import { dataSetRow, diffLines, versionLines } from './dataset.ts';
import { rescoreLines } from './rescore.ts';

const VERSION: DataSet['version'] = {
  version: 2,
  parent: 1,
  reason: 'rescore',
  rows: 1204,
  digest: 'sha256:0',
  rowsDigest: 'sha256:1',
  formats: ['hermes', 'data'],
  checks: ['loop@2'],
  createdAt: '2026-01-02T03:04:05.000Z',
};
const DATA_SET: DataSet = {
  id: 'ds_1',
  buildId: 'build_1',
  name: 'tea-adviser',
  sentence: 'A tea adviser.',
  frameworkDigest: 'sha256:f',
  version: VERSION,
  createdAt: '2026-01-01T00:00:00.000Z',
};
const DIFF: DataSetDiff = {
  dataSetId: 'ds_1',
  from: 1,
  to: 2,
  added: { total: 1, reasons: { 'loop@1': 1 } },
  removed: { total: 12, reasons: { 'phantom_file@2': 11, duplicate: 1 } },
  changed: { total: 0, reasons: {} },
  unchanged: 1203,
  formats: { added: ['hermes'], removed: [] },
  checks: { added: ['loop@2'], removed: ['loop@1'] },
  items: [
    {
      change: 'added',
      reason: 'loop@1',
      rowId: 'sha256:a',
      runId: 'run_1',
      queryId: 'query_1',
      sampleIndex: 0,
    },
  ],
  nextCursor: '3.0',
};

test('data sets and versions as tables', () => {
  expect(dataSetRow(DATA_SET)).toEqual(['ds_1', 'tea-adviser', '2', '1,204', '2026-01-02 03:04']);
  const first = { ...VERSION, version: 1, parent: null, reason: 'build' as const, formats: ['data'] };
  expect(versionLines(DATA_SET, [first, VERSION])).toEqual([
    'ds_1  tea-adviser',
    'A tea adviser.',
    '',
    'version  from  reason   rows   formats       made              digest',
    '1              build    1,204  data          2026-01-02 03:04  sha256:0',
    '2        1     rescore  1,204  hermes, data  2026-01-02 03:04  sha256:0',
    '',
    'Fetch one with: nex export build_1 --version <version>',
  ]);
});

test('a diff by reason', () => {
  expect(diffLines(DIFF)).toEqual([
    'ds_1  version 1 to 2',
    '           rows   by',
    'added      1',
    '           1      no longer loop@1',
    'removed    12',
    '           11     phantom_file@2',
    '           1      duplicate',
    'changed    0',
    'unchanged  1,203',
    'formats    +hermes',
    'checks     +loop@2 -loop@1',
    '',
    'row    by                run    id',
    'added  no longer loop@1  run_1  sha256:a',
    'More: --cursor 3.0',
  ]);
});

test('what a rescore would judge', () => {
  const none = { buildId: 'build_1', dryRun: true, checks: [], verifiers: [], started: false };
  expect(rescoreLines(none)).toEqual(['Nothing to judge: every verdict is of the newest version.']);
  const checks = [{ name: 'loop', version: 2, trajectories: 1200 }];
  const verifiers = [{ kind: 'calls', version: 3, runs: 8 }];
  expect(rescoreLines({ ...none, checks, verifiers })).toEqual([
    'newer    trajectories',
    'loop@2   1,200',
    'calls@3  8',
    'Nothing was done.',
  ]);
});
