/**
 * Every replica of the gateway, the runtime and the pipeline is replaced under load, one after another: no request fails,
 * no run is lost, nothing is done twice.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@nex/client';
import { recountDataSet } from '@nex/dataset';
import { createTestDatabase } from '@nex/testkit';
import { expect, inject, test } from 'vitest';
import { noteBundle } from '../../services/runtime/test/support/bundles.ts';
import { startMixedModel } from './support/mixed-model.ts';
import { createReplicas } from './support/replicas.ts';
import { allRuns, completedBuild, fetchDataSet, makeFramework } from './support/story.ts';

const QUERIES = 8;
/** Callers at the same time, each with one run after another. */
const LANES = 2;
const NOTES = 4;
const REPLICAS = 2;

test('a rolling restart under load', { timeout: 240_000 }, async () => {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await createTestDatabase({ services: [] }));
  const home = await mkdtemp(join(tmpdir(), 'nex-rolling-'));
  stack.defer(() => rm(home, { recursive: true, force: true }));
  const model = stack.use(await startMixedModel({ notes: NOTES, latencyMs: 250 }));
  const [gateway, runtime, generator, pipeline] = await Promise.all(
    (['gateway', 'runtime', 'generator', 'pipeline'] as const).map(async (name) =>
      stack.use(await createReplicas(name, home)),
    ),
  );
  if (!gateway || !runtime || !generator || !pipeline) throw new Error('unreachable');
  const at = (balancer: { port: number } | undefined) => `127.0.0.1:${balancer?.port}`;
  const environment = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    DATABASE_URL: database.url,
    ...(inject('redisUrl') ? { REDIS_URL: inject('redisUrl') ?? '' } : {}),
    QUEUE_PREFIX: database.name,
    LLM_BASE_URL: model.url,
    LLM_MODEL: 'nex-offline-1',
    NEX_DATA_DIR: join(home, 'data'),
    CATALOGUE_SERVERS_DIR: join(home, 'servers'),
    DRAIN_DELAY_MS: '1500',
    LOG_LEVEL: 'info',
    RUNTIME_HTTP_URL: `http://${at(runtime.http)}`,
    GENERATOR_HTTP_URL: `http://${at(generator.http)}`,
    PIPELINE_HTTP_URL: `http://${at(pipeline.http)}`,
    RUNTIME_GRPC_ADDRESS: at(runtime.grpc),
    GENERATOR_GRPC_ADDRESS: at(generator.grpc),
  };
  // The pipeline asks the others when it starts; the gateway is ready when they are.
  await Promise.all([runtime, generator].map((service) => service.grow(environment)));
  await Promise.all([pipeline.grow(environment), gateway.grow(environment), runtime.grow(environment)]);
  await Promise.all([pipeline.grow(environment), gateway.grow(environment)]);

  const failures: string[] = [];
  const client = createClient({
    baseUrl: `http://${at(gateway.http)}`,
    async fetch(input, init) {
      const asked = `${init?.method ?? 'GET'} ${input instanceof Request ? input.url : input.toString()}`;
      const answer = await fetch(input, init).catch((thrown: unknown) => {
        // A connection may close while a request is on its way: no answer, and the client's to try again.
        const cause = String((thrown as Error).cause ?? thrown);
        if (!cause.includes('other side closed')) failures.push(`${asked}: ${cause}`);
        throw thrown;
      });
      if (!answer.ok) failures.push(`${asked}: ${answer.status} ${await answer.clone().text()}`);
      return answer;
    },
  });
  const framework = await makeFramework(client);
  const { id } = await client.builds.create({ frameworkId: framework.id, queries: QUERIES, concurrency: 2 });
  const building = completedBuild(client, id);
  let rolling = true;
  const ended: string[] = [];
  const lane = async (number: number) => {
    for (let index = 0; rolling; index += 1) {
      const input = `${number}-${index}`;
      const run = await client.runs.create({ files: noteBundle(home), agent: 'agent.yaml', input });
      for await (const _ of client.runs.events(run.id));
      const { state, response } = await client.runs.get(run.id);
      expect([state, response]).toEqual(['completed', `noted ${input}`]);
      ended.push(input);
    }
  };
  const lanes = Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
  lanes.catch(() => {});
  const exits: (number | string | null)[] = [];
  for (const service of [pipeline, runtime, gateway]) {
    for (let count = 0; count < REPLICAS; count += 1) exits.push(await service.replace());
  }
  rolling = false;
  await lanes;
  const build = await building;

  expect(failures).toEqual([]);
  expect(exits).toEqual(exits.map(() => 0));
  expect(ended.length).toBeGreaterThan(LANES);
  const lines = (await readFile(join(home, 'executions'), 'utf8')).trim().split('\n');
  const expected = ended.flatMap((input) =>
    Array.from({ length: NOTES }, (_, note) => `note ${input}.${note}`),
  );
  expect(lines.toSorted()).toEqual(expected.toSorted());
  const roots = (await allRuns(client)).filter((run) => run.parentRunId === null);
  expect(roots).toHaveLength(ended.length + QUERIES);
  expect(roots.filter((run) => run.state === 'completed')).toHaveLength(roots.length);
  expect(build.funnel.runs).toMatchObject({ total: QUERIES, completed: QUERIES });
  await using data = await fetchDataSet(client, id);
  expect(await recountDataSet(data.folder)).toEqual([]);
  expect(new Set(data.rows.map((row) => row.lineage.query_id)).size).toBe(data.rows.length);
  // How many were in the middle of their work is chance; that such a run goes on is tested with the runtime alone.
  const moved = roots.filter((run) => run.attempt > 1).length;
  console.log(
    `${ended.length} runs and a build of ${QUERIES} went on over ${exits.length} restarts, ${moved} with another worker`,
  );
});
