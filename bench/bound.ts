/**
 * What the policies cost who reads: the same reads of the runtime as the owner of the tables, and bound to a tenant. CPU is
 * of this process; time is of one read after the other, the database's included. `node bench/bound.ts [rounds]`
 */
import { createPool, migrate, type Queryable, sql } from '@nex/postgres';
import { MIGRATIONS } from '../services/runtime/src/service.ts';
import { findRun, listRootRuns } from '../services/runtime/src/store/find-runs.ts';
import { inTurns, machine, measure, median, medianRatio, openTable, round } from './measure.ts';
import { startStack } from './stack.ts';

const rounds = Number(process.argv[2] ?? 5);
const RUNS = 50_000;
const MESSAGES = 1000;
const TENANT = 'one';
const RUN = 'run_000000001';

await using stack = await startStack();
await using pool = createPool({ url: await stack.createDatabase(), max: 4 });
await migrate(pool, { schema: 'runtime', directory: MIGRATIONS });
await pool.query(sql`insert into runtime.bundles (digest, files, agents) values ('d', '[]', '[]')`);
await pool.query(
  sql`insert into runtime.runs (id, tenant, bundle_digest, agent, input, seed, limits, state, root_run_id, depth,
      traceparent, trace_id)
    select 'run_' || lpad(n::text, 9, '0'), case n % 2 when 1 then ${TENANT} else 'two' end, 'd', 'a', 'x', 1, '{}',
      'completed', 'run_' || lpad(n::text, 9, '0'), 0, '', '' from generate_series(1, ${RUNS}::int) n`,
);
await pool.query(
  sql`insert into runtime.messages (run_id, seq, id, message)
    select ${RUN}, n, 'm' || n, jsonb_build_object('text', repeat('x', 500)) from generate_series(1, ${MESSAGES}::int) n`,
);
await pool.query(sql`vacuum analyze`);
const bound = pool.bound(() => ({ role: 'nex_runtime_api', tenant: TENANT }));

const READS: { name: string; times: number; read: (on: Queryable) => Promise<unknown> }[] = [
  {
    name: 'a row by its key',
    times: 500,
    read: (on) => on.query(sql`select id from runtime.runs where id = ${RUN}`),
  },
  { name: 'a run', times: 500, read: (on) => findRun(on, RUN) },
  { name: 'a page of 50 runs', times: 50, read: (on) => listRootRuns(on, TENANT, { limit: 50 }) },
  {
    name: `${MESSAGES} messages of a run`,
    times: 25,
    read: (on) => on.query(sql`select message from runtime.messages where run_id = ${RUN} order by seq`),
  },
];

const print = openTable(`Reads with and without policies (${machine()})`);
for (const { name, times, read } of READS) {
  const per = (on: Queryable) => async () => {
    const { cpuMs, wallMs } = await measure(async () => {
      for (let n = 0; n < times; n += 1) await read(on);
    });
    return { cpu: cpuMs / times, wall: wallMs / times };
  };
  const [owner = [], tenant = []] = await inTurns(rounds, [per(pool), per(bound)]);
  const of = (key: 'cpu' | 'wall', values: typeof owner) => values.map((one) => one[key]);
  print({
    read: name,
    'owner, CPU ms': round(median(of('cpu', owner))),
    'bound, CPU ms': round(median(of('cpu', tenant))),
    'owner, ms': round(median(of('wall', owner))),
    'bound, ms': round(median(of('wall', tenant))),
    'time of owner': round(medianRatio(of('wall', tenant), of('wall', owner)), 2),
  });
}
