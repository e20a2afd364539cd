/** The main job with the queue on Redis, as compose and Kubernetes run it; a worker that is killed is replaced. */
import { recountDataSet } from '@nex/dataset';
import { startTestStack } from '@nex/testkit';
import { expect, inject, test } from 'vitest';
import { allRuns, completedBuild, fetchDataSet, makeFramework } from './support/story.ts';

const QUERIES = 6;
const redisUrl = inject('redisUrl');

test.skipIf(redisUrl === null)('a build on Redis survives the death of the runtime', async () => {
  await using platform = await startTestStack({
    env: { REDIS_URL: redisUrl ?? '', QUEUE_PREFIX: `e2e_${process.pid}` },
  });
  const { client, stack } = platform;
  const framework = await makeFramework(client);
  const { id } = await client.builds.create({ frameworkId: framework.id, queries: QUERIES });
  let recovering: Promise<void> | undefined;
  const build = await completedBuild(client, id, ({ stages }) => {
    if (stages.find((stage) => stage.name === 'run-agents')?.state !== 'running') return;
    recovering ??= stack.kill('runtime', 'SIGKILL').then(() => stack.start('runtime'));
  });
  expect(recovering).toBeDefined();
  await recovering;
  expect(build.funnel.runs).toMatchObject({ total: QUERIES, completed: QUERIES });
  const roots = (await allRuns(client)).filter((run) => run.parentRunId === null);
  expect(roots).toHaveLength(QUERIES);
  await using data = await fetchDataSet(client, id);
  expect(await recountDataSet(data.folder)).toEqual([]);
});
