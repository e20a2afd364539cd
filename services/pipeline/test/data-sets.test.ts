/** A data set over time: judged again, written otherwise, and told apart by reason. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  Build,
  type CreateBuild,
  DataSet,
  DataSetDiff,
  DataSetRow,
  DataSetVersion,
  Manifest,
  page,
  RenderedRow,
  Rescore,
  RowLineage,
} from '@nex/core';
import { recountDataSet } from '@nex/dataset';
import { sql } from '@nex/postgres';
import { CHECKS, type Check, defineCheck, VERIFIERS } from '@nex/quality';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { SCORERS, type Scorers } from '../src/stages/scorers.ts';
import { call, create, finish, type Surroundings, setUp, startOn } from './support/surroundings.ts';

/** A newer version of the check `loop`, which drops the answers that hold a text, and counts what it reads. */
function stricter(version: number, text: string) {
  const judged: string[] = [];
  const check = defineCheck({
    name: 'truncated',
    version,
    description: 'Drops what says so.',
    reasons: ['truncated'],
    *find({ rootRunId: runId, runs: [root] }) {
      judged.push(runId);
      if (root?.response.includes(text)) yield { reason: 'truncated', runId, messageIndex: 0, note: text };
    },
  });
  return { check, judged };
}

function scorersWith(newer: Check): { scorers: Scorers; others: () => number } {
  let others = 0;
  const checks = CHECKS.map((check): Check => {
    if (check.name === newer.name) return newer;
    return {
      ...check,
      judge(...given) {
        others += 1;
        return check.judge(...given);
      },
    };
  });
  return { scorers: { ...SCORERS, checks, mayGate: () => true }, others: () => others };
}

const answer = ({ order }: { order: number }) => `Answer number ${order}.`;

const get = async <T extends z.ZodType>(url: string, path: string, schema: T): Promise<z.output<T>> => {
  const { status, body } = await call(url, 'GET', path);
  expect([status, body]).toMatchObject([200, {}]);
  return schema.parse(body);
};
const versionsOf = async (url: string, id: string) =>
  (await get(url, `/v1/data-sets/${id}/versions`, z.object({ items: z.array(DataSetVersion) }))).items;
const diffOf = (url: string, id: string, query = '') =>
  get(url, `/v1/data-sets/${id}/diff${query}`, DataSetDiff);
const rescore = async (url: string, id: string, body = {}) =>
  Rescore.parse((await call(url, 'POST', `/v1/builds/${id}/rescore`, body)).body);
const folderOf = ({ dataDirectory }: Surroundings, folder: string) => join(dataDirectory, 'datasets', folder);

async function finishedBuild(around: Surroundings, spec: Partial<CreateBuild> = {}): Promise<Build> {
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 6, ...spec });
  const build = await finish(pipeline.httpUrl, id);
  expect(build.failure).toBeUndefined();
  return build;
}

test('a newer check judges what it has not judged, and what it drops is a new version', async () => {
  await using around = await setUp({ answer });
  const { id, dataSet } = await finishedBuild(around);
  const first = await readFile(join(folderOf(around, id), 'SHA256SUMS'), 'utf8');
  const { check, judged } = stricter(2, 'number 2.');
  const { scorers, others } = scorersWith(check);
  await using pipeline = await startOn(around, { scorers });
  const url = pipeline.httpUrl;

  const pending = { checks: [{ name: 'truncated', version: 2, trajectories: 6 }], verifiers: [] };
  expect(await rescore(url, id, { dryRun: true })).toEqual({
    buildId: id,
    dryRun: true,
    started: false,
    ...pending,
  });
  expect(judged).toEqual([]);
  expect(await rescore(url, id)).toMatchObject({ dryRun: false, started: true, ...pending });
  const build = await finish(url, id);
  expect(build).toMatchObject({ state: 'completed', dataSet: { id: dataSet?.id, version: 2, rows: 5 } });
  expect(build.funnel).toMatchObject({ kept: 5, dropReasons: { truncated: 1 } });
  expect([new Set(judged).size, judged.length, others()]).toEqual([6, 6, 0]);
  expect(around.runtime.runs.size).toBe(6);

  const versions = await versionsOf(url, id);
  expect(versions.map(({ version, parent, reason, rows }) => [version, parent, reason, rows])).toEqual([
    [1, null, 'build', 6],
    [2, 1, 'rescore', 5],
  ]);
  const diff = await diffOf(url, id);
  const [removed] = diff.items;
  expect(diff).toMatchObject({
    from: 1,
    to: 2,
    added: { total: 0 },
    removed: { total: 1, reasons: { 'truncated@2': 1 } },
    changed: { total: 0 },
    unchanged: 5,
    checks: { added: ['truncated@2'], removed: ['truncated@1'] },
    items: [{ change: 'removed', reason: 'truncated@2' }],
  });
  const lineage = await get(url, `/v1/data-sets/${id}/rows/${removed?.rowId}/lineage`, RowLineage);
  expect(lineage.dataSet?.versions).toEqual([
    { version: 1, kept: true, reason: '', decidedBy: '' },
    { version: 2, kept: false, reason: 'truncated', decidedBy: 'truncated@2' },
  ]);
  const looked = lineage.verdicts.filter((one) => one.check === 'truncated');
  expect(looked.map(({ version, verdict, current }) => [version, verdict, current])).toEqual([
    [1, 'keep', false],
    [2, 'drop', true],
  ]);

  expect(await readFile(join(folderOf(around, id), 'SHA256SUMS'), 'utf8')).toBe(first);
  for (const folder of [id, `${id}.v2`]) expect(await recountDataSet(folderOf(around, folder))).toEqual([]);
  expect(await rescore(url, id)).toMatchObject({ started: false, checks: [], verifiers: [] });
  expect(await versionsOf(url, id)).toEqual(versions);
});

test('the same rows in other formats are a version, and a version keeps its files', async () => {
  await using around = await setUp({ answer });
  const { id } = await finishedBuild(around);
  await using pipeline = await startOn(around);
  const url = pipeline.httpUrl;
  const formats = [{ exporter: 'hermes' }, { exporter: 'sharegpt', view: 'per-agent' }];
  const request = { formats, split: { train: 0.5, test: 0.5 } };
  for (const body of [request, request]) {
    expect((await call(url, 'POST', `/v1/builds/${id}/exports`, body)).status).toBe(202);
    expect(await finish(url, id)).toMatchObject({ state: 'completed', dataSet: { version: 2, rows: 6 } });
  }
  const [one, two, ...more] = await versionsOf(url, id);
  expect(more).toEqual([]);
  expect(two).toMatchObject({ reason: 're-export', parent: 1, formats: ['hermes', 'sharegpt-per-agent'] });
  expect(two?.rowsDigest).toBe(one?.rowsDigest);
  expect(await diffOf(url, id)).toMatchObject({
    unchanged: 6,
    items: [],
    formats: { added: ['hermes', 'sharegpt-per-agent'], removed: ['data'] },
  });
  const filesOf = async (query: string) =>
    (
      await get(
        url,
        `/v1/builds/${id}/files${query}`,
        z.object({ items: z.array(z.object({ path: z.string() })) }),
      )
    ).items;
  expect(JSON.stringify(await filesOf(''))).toContain('hermes/');
  expect(JSON.stringify(await filesOf('?version=1'))).not.toContain('hermes/');
  const manifest = await get(url, `/v1/data-sets/${id}/versions/2/manifest`, Manifest);
  expect(manifest.dataSet).toMatchObject({ version: 2, parent: 1, reason: 're-export' });

  const noSplit = await call(url, 'POST', `/v1/builds/${id}/exports`, { split: null });
  expect(noSplit.status).toBe(202);
  expect(await finish(url, id)).toMatchObject({ dataSet: { version: 3 } });
  expect((await versionsOf(url, id)).at(-1)?.formats).toEqual(['hermes', 'sharegpt-per-agent']);
  expect(
    await call(url, 'POST', `/v1/builds/${id}/exports`, { formats: [{ exporter: 'word' }] }),
  ).toMatchObject({
    status: 400,
    body: { code: 'invalid_request' },
  });
  expect(around.model.inputs).toHaveLength(6);
});

test('what another version of a check lets in again is added, and formats stay as they were', async () => {
  await using around = await setUp({ answer });
  const { id } = await finishedBuild(around, { formats: [{ exporter: 'glm45' }] });
  for (const [version, text] of [
    [2, 'number 2.'],
    [3, 'number 4.'],
  ] as const) {
    await using pipeline = await startOn(around, scorersWith(stricter(version, text).check));
    await rescore(pipeline.httpUrl, id);
    expect(await finish(pipeline.httpUrl, id)).toMatchObject({ state: 'completed', dataSet: { version } });
  }
  await using pipeline = await startOn(around);
  expect(await diffOf(pipeline.httpUrl, id)).toMatchObject({
    added: { total: 1, reasons: { 'truncated@2': 1 } },
    removed: { total: 1, reasons: { 'truncated@3': 1 } },
    unchanged: 4,
    formats: { added: [], removed: [] },
  });
  expect(await diffOf(pipeline.httpUrl, id, '?from=1&to=3')).toMatchObject({
    removed: { total: 1 },
    unchanged: 5,
  });
  const paged = await diffOf(pipeline.httpUrl, id, '?limit=1');
  const rest = await diffOf(pipeline.httpUrl, id, `?limit=1&cursor=${paged.nextCursor}`);
  expect([paged.items.length, rest.items.length, rest.nextCursor]).toEqual([1, 1, null]);
});

test('a rescore that broke goes on where it stopped', async () => {
  await using around = await setUp({ answer });
  const { id } = await finishedBuild(around);
  const { check, judged } = stricter(2, 'number 2.');
  const breaking: Check = {
    ...check,
    judge(...given) {
      if (judged.length === 3) throw new Error('out of order');
      return check.judge(...given);
    },
  };
  {
    await using pipeline = await startOn(around, scorersWith(breaking));
    await rescore(pipeline.httpUrl, id);
    expect(await finish(pipeline.httpUrl, id)).toMatchObject({
      state: 'failed',
      failure: { code: 'internal' },
      dataSet: { version: 1 },
    });
  }
  await using pipeline = await startOn(around, scorersWith(check));
  expect(await rescore(pipeline.httpUrl, id, { dryRun: true })).toMatchObject({
    checks: [{ trajectories: 3 }],
  });
  expect((await call(pipeline.httpUrl, 'POST', `/v1/builds/${id}/resume`)).status).toBe(200);
  expect(await finish(pipeline.httpUrl, id)).toMatchObject({
    state: 'completed',
    dataSet: { version: 2, rows: 5 },
  });
  expect([new Set(judged).size, judged.length]).toEqual([6, 6]);
  expect((await versionsOf(pipeline.httpUrl, id)).at(-1)).toMatchObject({ reason: 'rescore' });
});

test('a newer verifier rewards again, and its rewards select', async () => {
  await using around = await setUp({ answer });
  const tasks = [1, 2, 3].map((place) => ({
    query: `Write entry ${place}.`,
    verifiers: [{ kind: 'calls' as const, required: ['write_entry'] }],
  }));
  const { id } = await finishedBuild(around, { tasks, queries: undefined });
  const calls: typeof VERIFIERS.calls = {
    ...VERIFIERS.calls,
    version: VERIFIERS.calls.version + 1,
    verify: async (_, { query }) => ({ reward: query.includes('2') ? 0 : 1, evidence: [] }),
  };
  await using pipeline = await startOn(around, {
    scorers: { ...SCORERS, verifiers: { ...VERIFIERS, calls } },
  });
  expect(await rescore(pipeline.httpUrl, id)).toMatchObject({
    checks: [],
    verifiers: [{ kind: 'calls', version: calls.version, runs: 3 }],
  });
  expect(await finish(pipeline.httpUrl, id)).toMatchObject({ dataSet: { version: 2, rows: 2 } });
  expect(await diffOf(pipeline.httpUrl, id)).toMatchObject({
    removed: { reasons: { [`calls@${calls.version}`]: 1 } },
  });
  const { rows } = await around.pool.query(
    sql`select version, count(*)::int as runs from pipeline.verifications group by version order by version`,
  );
  expect(rows).toEqual([calls.version - 1, calls.version].map((version) => ({ version, runs: 3 })));
});

test('lists, single rows in any format, and refusals', async () => {
  await using around = await setUp({ answer, fails: (order) => order === 0 });
  const { id, dataSet } = await finishedBuild(around);
  await using pipeline = await startOn(around);
  const url = pipeline.httpUrl;
  const { items } = await get(url, '/v1/data-sets', page(DataSet));
  expect(items).toMatchObject([{ id: dataSet?.id, buildId: id, version: { version: 1, rows: 5 } }]);
  expect(await get(url, `/v1/data-sets/${id}`, DataSet)).toEqual(items[0]);
  const rows = await get(url, `/v1/data-sets/${dataSet?.id}/rows?limit=4`, page(DataSetRow));
  const more = await get(
    url,
    `/v1/data-sets/${dataSet?.id}/rows?cursor=${rows.nextCursor}`,
    page(DataSetRow),
  );
  expect([...rows.items, ...more.items].filter(({ kept }) => kept)).toHaveLength(5);
  expect([...rows.items, ...more.items].filter(({ kept }) => !kept)).toMatchObject([
    { reason: 'run_budget', decidedBy: 'run_budget' },
  ]);
  const row = rows.items.find(({ kept }) => kept)?.rowId ?? '';
  const shown = await get(url, `/v1/data-sets/${id}/rows/${row}?format=qwen3-coder`, RenderedRow);
  expect(JSON.stringify(shown.rows)).toContain('<function=write_entry>');
  const agents = await get(url, `/v1/data-sets/${id}/rows/${row}?format=sharegpt:per-agent`, RenderedRow);
  expect(agents).toMatchObject({ format: { view: 'per-agent' }, rows: [{ id: row, losses: {} }] });

  for (const [path, status, where] of [
    [`${id}/rows/${row}?format=word`, 400, 'format'],
    [`${id}/rows?cursor=last`, 400, 'querystring.cursor'],
    [`${id}/diff`, 409, 'from'],
    [`${id}/diff?from=1&to=9`, 404, undefined],
    ['ds_none/versions', 404, undefined],
    ['ds_none', 404, undefined],
  ] as const) {
    const refused = await call(url, 'GET', `/v1/data-sets/${path}`);
    expect([path, refused]).toMatchObject([path, { status, body: where ? { where } : {} }]);
  }
  around.runtime.ending.closeAfter(0);
  const open = await create(url, { queries: 1 });
  expect(await call(url, 'POST', `/v1/builds/${open.id}/rescore`, {})).toMatchObject({ status: 409 });
  around.runtime.ending.open();
  await finish(url, open.id);
});
