/** Trajectories of others through the pipeline: checks, verdicts, data set, lineage. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Build, Manifest } from '@nex/core';
import { sql } from '@nex/postgres';
import { runNex } from '@nex/testkit';
import { expect, test, vi } from 'vitest';
import { spawnPipeline } from './support/child.ts';
import { startEmbeddingServer } from './support/embedding-server.ts';
import { beginImport, line, sendLines } from './support/imports.ts';
import { lockTable } from './support/locked-table.ts';
import { onePipeline } from './support/one-pipeline.ts';
import { call, finish, type Surroundings, setUp, startOn } from './support/surroundings.ts';

let around: Surroundings;
let url: string;
onePipeline((made) => {
  ({ around, url } = made);
});

const send = (lines: readonly string[]) => sendLines(url, lines);
const begin = (lines: readonly string[], more = {}, on = url) => beginImport(on, lines, more);

const LINES = [
  line('beans'),
  '{"broken',
  line('peas'),
  line('beans', ''),
  '{"colour": "red"}',
  line('roses'),
];

test('a file becomes a data set with the verdicts and lineage of any other', async () => {
  const { id } = await begin(LINES, { formats: [{ exporter: 'openai-chat' }, { exporter: 'hermes' }] });
  const build = await finish(url, id);
  expect(build.funnel.dropReasons).toEqual({ empty_answer: 1 });
  expect(build).toMatchObject({
    state: 'completed',
    name: 'theirs.jsonl',
    funnel: {
      frameworks: 0,
      queries: { requested: 3, accepted: 3 },
      runs: { total: 4 },
      kept: 3,
      dropped: 1,
    },
    import: { format: 'openai-jsonl', importerVersion: 3, trajectories: 4, rejected: 2 },
  });
  expect(build.import?.bytesRead).toBe(build.import?.bytes);
  expect(around.runtime.runs.size).toBe(0);
  const rejections = await call(url, 'GET', `/v1/imports/${id}/rejections?limit=1`);
  expect(rejections.body).toMatchObject({ items: [{ line: 2, reason: 'not_json' }] });
  const strange = await call(url, 'GET', `/v1/imports/${id}/rejections?cursor=abc`);
  expect(strange).toMatchObject({ status: 400, body: { where: 'querystring.cursor' } });
  const { nextCursor } = rejections.body as { nextCursor: string };
  const rest = await call(url, 'GET', `/v1/imports/${id}/rejections?cursor=${nextCursor}`);
  expect(rest.body).toMatchObject({ items: [{ line: 5, reason: 'wrong_shape' }], nextCursor: null });
  const directory = join(around.dataDirectory, 'datasets', id);
  const manifest = Manifest.parse(JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')));
  expect(manifest).toMatchObject({
    rows: 3,
    sentence: '',
    imported: { file: 'theirs.jsonl', rejected: 2 },
    // Nobody asked for a number of queries, or for a framework.
    spec: { queries: 3 },
    funnel: { frameworks: 0, queries: { requested: 3, accepted: 3 } },
  });
  const card = await readFile(join(directory, 'README.md'), 'utf8');
  expect(card).toContain('Others recorded them; they were imported from a file:\n\n> theirs.jsonl');
  expect(card).not.toMatch(/one sentence|Queries asked for|synthetic|language model wrote every/);
  const [row = '{}'] = (await readFile(join(directory, 'hermes/train-00000.jsonl'), 'utf8')).split('\n');
  expect((JSON.parse(row) as { lineage: unknown }).lineage).toMatchObject({
    imported: { file: 'theirs.jsonl', digest: build.import?.digest, importer: 'openai-jsonl', line: 1 },
  });
  const { body: rows } = await call(url, 'GET', `/v1/data-sets/${id}/rows`);
  const { items } = rows as { items: { rowId: string }[] };
  const lineages = await Promise.all(
    items.map(
      async ({ rowId }) => (await call(url, 'GET', `/v1/data-sets/${id}/rows/${rowId}/lineage`)).body,
    ),
  );
  // The dropped one is told, too.
  const origins = lineages.map((one) => (one as { imported: { line: number } }).imported);
  expect(origins.toSorted((a, b) => a.line - b.line)).toEqual(
    [1, 3, 4, 6].map((at) => ({
      file: 'theirs.jsonl',
      digest: build.import?.digest,
      line: at,
      importer: 'openai-jsonl',
      version: 3,
    })),
  );
  expect((lineages[0] as { verdicts: unknown[] }).verdicts.length).toBeGreaterThan(5);
  // Nothing was run for it, so nothing can be run again.
  for (const [path, body] of [
    [`/v1/builds/${id}/regenerate`, {}],
    ['/v1/builds/regenerate', { manifest }],
  ] as const) {
    const { status, body: refusal } = await call(url, 'POST', path, body);
    expect([status, refusal]).toMatchObject([
      400,
      { code: 'build_invalid', where: 'imported', hint: expect.stringContaining('nex import') },
    ]);
  }
});

const ASKED =
  'A ferry leaves the old harbour at nine and takes two hours to the island: when is it there? Tell rosa@example.com.';

/** A trace of two model calls, of which the second begins with a summary in the place of the question. */
function compacted(looked = 'the timetable'): string[] {
  const call = (id: string) => ({
    role: 'assistant',
    content: null,
    tool_calls: [{ id, type: 'function', function: { name: 'look_up', arguments: '{}' } }],
  });
  const rules = { role: 'system', content: 'You help.' };
  const result = { role: 'tool', tool_call_id: 'c1', content: looked };
  const at = (second: number) => `2026-01-01T00:00:0${second}Z`;
  const between = (from: number, to: number) => ({ startTime: at(from), endTime: at(to) });
  const generation = { traceId: 't1', type: 'GENERATION', parentObservationId: 'root' };
  return [
    {
      ...generation,
      ...between(0, 1),
      id: 'g1',
      input: [rules, { role: 'user', content: ASKED }, call('c1'), result],
      output: call('c2'),
    },
    {
      ...generation,
      ...between(2, 3),
      id: 'g2',
      input: [
        rules,
        { role: 'user', content: 'Summary: the hour of arrival is wanted.' },
        call('c2'),
        { role: 'tool', tool_call_id: 'c2', content: 'arrival: eleven' },
      ],
      output: { role: 'assistant', content: 'It is there at eleven.' },
    },
    { traceId: 't1', id: 'root', type: 'AGENT', ...between(0, 4) },
  ].map((record) => JSON.stringify(record));
}

test('what was said before a compaction is held against benchmarks, and is what was asked', async () => {
  const benchmarks = [{ name: 'ferries', lines: [ASKED.slice(0, 90)] }];
  const shared = await begin(compacted(), { quality: { decontamination: { benchmarks } } });
  expect((await finish(url, shared.id)).funnel.dropReasons).toEqual({ contaminated: 1 });

  const redaction = { id: 'mail', version: 1, rules: [{ kind: 'email' }] };
  const redacted = await begin(compacted(), { redaction, formats: [{ exporter: 'openai-chat' }] });
  expect((await finish(url, redacted.id)).funnel.kept).toBe(1);
  const file = join(around.dataDirectory, 'datasets', redacted.id, 'openai-chat/train-00000.jsonl');
  const rows = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((row) => JSON.parse(row));
  expect(rows.map(({ query }) => query)).toEqual(
    Array(2).fill(ASKED.replace('rosa@example.com', '[email_1]')),
  );
});

test('a secret that only a conversation before a compaction holds is a secret all the same', async () => {
  const { id } = await begin(compacted('key sk-proj-Zk3J9qLm2Xw8Rt5Yv1Bn7Cp0'));
  expect((await finish(url, id)).funnel.dropReasons).toEqual({ leaked_secret: 1 });
});

test('the same content is one import; a strict one ends at the first record that cannot be used', async () => {
  const first = await begin([line('figs')]);
  expect((await begin([line('figs')])).id).toBe(first.id);
  await finish(url, first.id);
  const strict = await begin(LINES, { strict: true });
  expect(await finish(url, strict.id)).toMatchObject({
    state: 'failed',
    failure: { code: 'build_invalid', where: 'theirs.jsonl:2' },
  });
});

test('nex import --store brings files in, one after another, and says what came of each', async () => {
  const [good, bad, none] = ['theirs', 'strict', 'none'].map((name) =>
    join(around.dataDirectory, `${name}.jsonl`),
  ) as [string, string, string];
  await writeFile(good, [line('leeks'), '{"broken', line('kale'), line('leeks', '')].join('\n'));
  await writeFile(bad, [line('chard'), '{"broken'].join('\n'));
  const stored = await runNex(url, ['import', good, '--store', '--json']);
  expect(stored.exitCode, stored.err).toBe(0);
  const [build] = JSON.parse(stored.out) as [Build];
  expect(build).toMatchObject({
    state: 'completed',
    name: 'theirs.jsonl',
    import: { trajectories: 3, rejected: 1 },
    funnel: { kept: 2 },
  });
  // The same again is the same build, at its end.
  const again = await runNex(url, ['import', good, '--store']);
  expect(again).toMatchObject({
    exitCode: 0,
    out: expect.stringMatching(/theirs\.jsonl\s+build_\w+\s+completed/),
  });
  expect(again.out).toContain(build.id);
  const strict = await runNex(url, ['import', bad, '--store', '--strict']);
  expect(strict).toMatchObject({ exitCode: 1, err: expect.stringContaining('strict.jsonl:2') });
  const missing = await runNex(url, ['import', none, '--store']);
  expect(missing).toMatchObject({ exitCode: 1, err: expect.stringContaining('error not_found') });
  const listed = await runNex(url, ['builds', 'list', '--state', 'completed', '--limit', '1']);
  expect(listed.out).toMatch(/build_\w+\s+completed\s.*a file\s+theirs\.jsonl/);
});

test('an import that is cancelled ends where it is, and the command that waits for it says so', async () => {
  const file = join(around.dataDirectory, 'cut.jsonl');
  await writeFile(
    file,
    Array.from({ length: 20 }, (_, at) => (at === 7 ? '{"broken' : line(`herb ${at}`))).join('\n'),
  );
  await using hold = await lockTable(around, 'import_rejections');
  const waiting = runNex(url, ['import', file, '--store']);
  await hold.reached;
  const { body } = await call(url, 'GET', '/v1/builds?limit=1');
  const { items } = body as { items: Build[] };
  const id = items[0]?.id ?? '';
  expect(items).toMatchObject([{ name: 'cut.jsonl', state: 'running' }]);
  // It waits for what the import has in hand, and comes before the next piece.
  const cancelled = call(url, 'POST', `/v1/builds/${id}/cancel`);
  const waits = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    and query like '%set cancel_requested = true%'`;
  await vi.waitFor(async () => expect((await around.pool.query(waits)).rowCount).toBe(1), {
    timeout: 20_000,
  });
  await hold[Symbol.asyncDispose]();
  expect((await cancelled).status).toBe(200);
  expect(await waiting).toMatchObject({ exitCode: 130, err: expect.stringContaining('was cancelled') });
  expect(await finish(url, id)).toMatchObject({ state: 'cancelled' });
  expect((await call(url, 'GET', `/v1/data-sets/${id}`)).status).toBe(404);
});

test.each(['text/plain', 'application/json', 'application/x-www-form-urlencoded'])(
  'a file that is sent as %s is refused with the type to send',
  async (type) => {
    const headers = { 'content-type': type };
    const answer = await fetch(`${url}/v1/import-files`, { method: 'POST', body: line('figs'), headers });
    expect(await answer.json()).toMatchObject({
      status: 400,
      hint: expect.stringContaining('content-type: application/x-ndjson'),
    });
  },
);

test('what is wrong is refused before anything is stored', async () => {
  const { digest } = await send([line('figs')]);
  const file = { digest, name: 'theirs.jsonl' };
  for (const [body, where] of [
    [{ file: { ...file, digest: `sha256:${'0'.repeat(64)}` } }, 'file.digest'],
    [{ file, format: 'colour' }, 'format'],
  ] as const) {
    expect(await call(url, 'POST', '/v1/imports', body)).toMatchObject({ status: 400, body: { where } });
  }
  const unknown = await begin(['{"colour": "red"}']);
  expect(await finish(url, unknown.id)).toMatchObject({
    state: 'failed',
    failure: { code: 'invalid_request', where: 'theirs.jsonl' },
  });
  const useless = await begin(['{"colour": "red"}', '{"messages": []}'], { format: 'openai-jsonl' });
  expect(await finish(url, useless.id)).toMatchObject({
    state: 'failed',
    failure: {
      code: 'build_invalid',
      where: 'theirs.jsonl:1',
      message: 'None of 2 records can be used: neither messages nor conversations (wrong_shape).',
    },
  });
  const { body } = await call(url, 'GET', `/v1/imports/${useless.id}/rejections`);
  expect(body).toMatchObject({ items: [{ line: 1 }, { line: 2, reason: 'no_conversation' }] });
});

test('an import of more runs than can be compared by meaning is refused as soon as that is known', async () => {
  await using own = await setUp();
  await using embeddings = await startEmbeddingServer([/beans/]);
  own.environment['EMBEDDINGS_BASE_URL'] = embeddings.baseUrl;
  own.environment['EMBEDDINGS_MODEL'] = 'embed-1';
  await using pipeline = await startOn(own);
  const quality = { embeddingDuplicates: {} };
  const few = await begin([line('beans'), line('peas')], { quality }, pipeline.httpUrl);
  expect(await finish(pipeline.httpUrl, few.id)).toMatchObject({ state: 'completed', funnel: { kept: 2 } });
  const many = Array<string>(20_001).fill('{"messages":[{"role":"user","content":"Tea?"}]}');
  const { id } = await begin(many, { quality }, pipeline.httpUrl);
  expect(await finish(pipeline.httpUrl, id)).toMatchObject({
    state: 'failed',
    failure: { code: 'build_invalid', where: 'quality.embeddingDuplicates' },
  });
  expect(embeddings.texts).toHaveLength(2);
});

test('an import that is killed in the middle goes on, and nothing is in twice', async () => {
  await using own = await setUp();
  const lines = Array.from({ length: 200 }, (_, at) => (at % 50 === 7 ? '{"broken' : line(`plant ${at}`)));
  await using first = await spawnPipeline(own.environment);
  await using hold = await lockTable(own, 'import_rejections');
  const { id } = await begin(lines, {}, first.httpUrl);
  await hold.reached;
  await first.kill();
  await hold[Symbol.asyncDispose]();
  await using second = await startOn(own);
  expect(await finish(second.httpUrl, id)).toMatchObject({
    state: 'completed',
    import: { trajectories: 196, rejected: 4 },
    funnel: { runs: { total: 196 } },
  });
  const { rows } = await own.pool.query(
    sql`select count(distinct line)::int as lines, count(*)::int as rows from pipeline.import_rows where build_id = ${id}`,
  );
  expect(rows).toEqual([{ lines: 196, rows: 196 }]);
});
