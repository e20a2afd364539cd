/**
 * How fast the pipeline stores trajectory rows, beside a bare COPY of the same rows into a table like it, keys and indexes included:
 *
 *     node bench/ingest.ts [rows] [rounds]
 *
 * Rows are packed before: what is measured is the way into Postgres, transactions and fencing included, as many at
 * once and in such groups as the stage `collect` writes them. The database is durable, as in production.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createPool, migrate, type Pool, sql } from '@nex/postgres';
import { createDraw, SHAPES } from '@nex/quality/seeded';
import pLimit from 'p-limit';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { togetherUnderClaim } from '../services/pipeline/src/store/claim.ts';
import { GroupWriter } from '../services/pipeline/src/store/group-writer.ts';
import {
  insertionOfTrajectories,
  type NewTrajectory,
  packTrajectory,
} from '../services/pipeline/src/store/trajectories.ts';
import { inTurns, machine, median, medianRatio, openTable, round } from './measure.ts';
import { startStack } from './stack.ts';

const count = Number(process.argv[2] ?? 6000);
const rounds = Number(process.argv[3] ?? 5);
/** As in the stage `collect`. */
const CONCURRENCY = 64;
const GROUP = 32;
const WRITES_AT_ONCE = 2;
const CLAIM = { buildId: 'build_bench', fence: 1 };
const long = SHAPES.filter(({ name }) => name === 'long');

await using stack = await startStack();
const url = await stack.createDatabase();
await using pool = createPool({ url });
await migrate(pool, {
  schema: 'pipeline',
  directory: new URL('../services/pipeline/migrations', import.meta.url).pathname,
});
await prepare(pool);
const rows = await makeRows();
const contentBytes = rows.reduce((sum, { packed }) => sum + packed.content.length, 0) / count;

const [copied = [], stored = []] = await inTurns(rounds, [copyRows, storeRows]);
console.log(machine());
const print = openTable('Rows of trajectories');
const bytes = round(contentBytes, 0);
print({
  way: 'bare COPY',
  'rows per s': round(median(copied), 0),
  'of COPY': 1,
  'compressed bytes per row': bytes,
});
print({
  way: `stored, at most ${GROUP} together, ${WRITES_AT_ONCE} writes at once`,
  'rows per s': round(median(stored), 0),
  'of COPY': round(medianRatio(stored, copied), 2),
  'compressed bytes per row': bytes,
});

async function prepare(db: Pool): Promise<void> {
  await db.query(sql`insert into pipeline.builds (id, name, state, framework_id, framework_digest, framework_name,
      sentence, spec, spec_digest, fence, traceparent, trace_id)
    values (${CLAIM.buildId}, 'bench', 'running', '', '', '', '', '{}', '', ${CLAIM.fence}, '', '')`);
  await db.query(sql`insert into pipeline.queries (id, build_id, index, persona, problem_type_id, leaf_id, problem_type,
      difficulty, language, seed, state, text, text_digest, attempts, usage)
    select 'query_' || n, ${CLAIM.buildId}, n, '', '', '', '[]', 'easy', 'en', 1, 'accepted', n, n, 1, '{}'
    from generate_series(0, ${count - 1}::int) n`);
  await db.query(sql`insert into pipeline.query_runs (build_id, query_id, query_index, sample_index, seed, run_id, state)
    select build_id, id, index, 0, 1, 'run_' || index, 'completed' from pipeline.queries`);
  await db.query(sql`create table copied (like pipeline.trajectories including all,
    foreign key (build_id) references pipeline.builds, foreign key (query_id) references pipeline.queries)`);
}

async function makeRows(): Promise<NewTrajectory[]> {
  const made: NewTrajectory[] = [];
  for (let index = 0; index < count; index += 1) {
    const [trajectory] = long.map((shape) => shape.build(createDraw(index)));
    if (!trajectory) throw new Error('there is a long shape');
    const packed = await packTrajectory(`${index}`, trajectory);
    made.push({ row: { run_id: `run_${index}`, query_id: `query_${index}`, sample_index: 0 }, packed });
  }
  return made;
}

async function copyRows(): Promise<number> {
  await pool.query(sql`truncate copied`);
  const client = new pg.Client(url);
  await client.connect();
  const since = performance.now();
  const into = client.query(
    copyFrom(`copy copied (run_id, build_id, query_id, sample_index, digest, answer_digest, model, provider,
      offline_model, size_bytes, content) from stdin`),
  );
  await pipeline(Readable.from(copyLines()), into);
  const seconds = (performance.now() - since) / 1000;
  await client.end();
  return count / seconds;
}

function* copyLines(): Generator<string> {
  for (const { row, packed } of rows) {
    const { digest, answerDigest, model, provider, offlineModel, sizeBytes, content } = packed;
    const fields = [row.run_id, CLAIM.buildId, row.query_id, 0, digest, answerDigest, model, provider];
    yield `${[...fields, offlineModel, sizeBytes].join('\t')}\t\\\\x${content.toString('hex')}\n`;
  }
}

async function storeRows(): Promise<number> {
  await pool.query(sql`truncate pipeline.trajectories cascade`);
  const writer = new GroupWriter<NewTrajectory>(
    GROUP,
    (group) => togetherUnderClaim(pool, CLAIM, [insertionOfTrajectories(CLAIM.buildId, group)]),
    WRITES_AT_ONCE,
  );
  const since = performance.now();
  await pLimit(CONCURRENCY).map(rows, (row) => writer.add(row));
  return count / ((performance.now() - since) / 1000);
}
