/** Any process may be killed at any time: the work goes on where it was, nothing is lost, nothing is done twice. */

import type { ServiceName } from '@nex/cli/stack';
import type { Build } from '@nex/core';
import { recountDataSet } from '@nex/dataset';
import { startTestStack } from '@nex/testkit';
import { expect, test } from 'vitest';
import { allRuns, completedBuild, fetchDataSet, readyFramework, SENTENCE, UNTRIED } from './support/story.ts';

const QUERIES = 24;

test('each service is killed once while it works', async () => {
  await using platform = await startTestStack();
  const { client, stack } = platform;
  const killAndStart = async (name: ServiceName) => {
    await stack.kill(name, 'SIGKILL');
    await stack.start(name);
  };

  const asked = await client.frameworks.create({ sentence: SENTENCE, ...UNTRIED });
  await killAndStart('generator');
  const framework = await readyFramework(client, asked.id);

  const { id } = await client.builds.create({ frameworkId: framework.id, queries: QUERIES, concurrency: 2 });
  const plan: [ServiceName, number][] = [
    ['runtime', 2],
    ['pipeline', 5],
    ['gateway', 8],
  ];
  const killed: ServiceName[] = [];
  let recovering = Promise.resolve();
  const build = await completedBuild(client, id, (now: Build) => {
    const done = now.stages.find((stage) => stage.name === 'run-agents')?.done ?? 0;
    const next = plan[0];
    if (next === undefined || done < next[1] || now.state !== 'running') return;
    plan.shift();
    killed.push(next[0]);
    recovering = recovering.then(() => killAndStart(next[0]));
  });
  await recovering;
  expect(killed).toEqual(['runtime', 'pipeline', 'gateway']);

  expect(build.funnel.queries.accepted).toBe(QUERIES);
  expect(build.funnel.runs.total).toBe(QUERIES);
  expect(build.funnel.runs.completed).toBe(QUERIES);
  const roots = (await allRuns(client)).filter((run) => run.parentRunId === null);
  expect(roots.filter((run) => run.state === 'completed')).toHaveLength(QUERIES);
  expect(roots).toHaveLength(QUERIES);
  expect(roots.some((run) => run.attempt > 1)).toBe(true);

  await using data = await fetchDataSet(client, id);
  expect(await recountDataSet(data.folder)).toEqual([]);
  const queryIds = data.rows.map((row) => row.lineage.query_id);
  expect(new Set(queryIds).size).toBe(queryIds.length);
  expect(data.rows).toHaveLength(build.funnel.kept);
});
