/** Any process may be killed at any time: the work goes on where it was, nothing is lost, nothing is done twice. */

import type { ServiceName } from '@nex/cli/stack';
import { createClient } from '@nex/client';
import type { Build } from '@nex/core';
import { recountDataSet } from '@nex/dataset';
import { startTestStack, startWebhookReceiver } from '@nex/testkit';
import { expect, test } from 'vitest';
import { allRuns, completedBuild, fetchDataSet, readyFramework, SENTENCE, UNTRIED } from './support/story.ts';

const QUERIES = 24;

// What was killed waits for leases to run out, again and again.
test('each service is killed once while it works', { timeout: 480_000 }, async () => {
  await using receiver = await startWebhookReceiver();
  await using platform = await startTestStack({
    env: { EGRESS_ALLOW_HOSTS: receiver.host, WEBHOOK_RETRY_SECONDS: '1,1,1,1' },
  });
  const { client, stack } = platform;
  const killAndStart = async (name: ServiceName) => {
    await stack.kill(name, 'SIGKILL');
    await stack.start(name);
  };

  const events = ['run.ended', 'build.ended', 'framework.ended'] as const;
  await client.webhooks.create({ url: receiver.url, events: [...events] });

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

  // What ended is told, whoever was killed; of the runs of a build, nothing.
  const told = (what: string) =>
    receiver.until(({ event, status }) => event.data['id'] === what && status === 204);
  expect((await told(framework.id)).event).toMatchObject({
    type: 'framework.ended',
    data: { state: 'ready' },
  });
  expect((await told(id)).event).toMatchObject({ type: 'build.ended', data: { state: 'completed' } });
  expect(receiver.received.filter(({ event }) => event.type === 'run.ended')).toEqual([]);

  // The end and the delivery have the death of the gateway between them, and the first try another.
  const run = await client.runs.create({
    frameworkDigest: framework.digest ?? '',
    input: 'What can you do?',
    unattended: true,
  });
  const { key } = await client.keys.create({ name: 'the last before the end', scopes: ['read'] });
  await stack.kill('gateway', 'SIGKILL');
  const runtime = createClient({ baseUrl: stack.urls.runtime ?? '' });
  await expect
    .poll(async () => (await runtime.runs.get(run.id)).state, { timeout: 60_000 })
    .toBe('completed');
  receiver.answer = () => 500;
  await stack.start('gateway');
  const refused = await receiver.until(({ event }) => event.data['id'] === run.id);
  await stack.kill('gateway', 'SIGKILL');
  receiver.answer = () => 204;
  await stack.start('gateway');
  // What an administrator was answered is in the log of changes.
  const { items: changes } = await client.audit({ resource: key.id });
  expect(changes).toMatchObject([{ operation: 'createKey', status: 201 }]);
  const delivered = await told(run.id);
  expect(delivered.event).toMatchObject({
    type: 'run.ended',
    data: { outcome: 'completed', path: `/v1/runs/${run.id}` },
  });
  expect(delivered.headers['webhook-id']).toBe(refused.headers['webhook-id']);

  await using data = await fetchDataSet(client, id);
  expect(await recountDataSet(data.folder)).toEqual([]);
  const queryIds = data.rows.map((row) => row.lineage.query_id);
  expect(new Set(queryIds).size).toBe(queryIds.length);
  expect(data.rows).toHaveLength(build.funnel.kept);
});
