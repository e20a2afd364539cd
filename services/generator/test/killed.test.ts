/** A generator that is killed in the middle of its work pays for no answered call twice. */
import { setTimeout } from 'node:timers/promises';
import { FrameworkBatch, FrameworkStepDetail } from '@nex/core';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { countingProxy } from './counting-proxy.ts';
import { startGeneratorProcess } from './generator-process.ts';
import { startGeneratorStack, UNTRIED } from './generator-stack.ts';

/** An answer that left the server so shortly before the kill may not have been written down. */
const UNDER_WAY_MS = 150;

const json = async (url: string, init?: RequestInit): Promise<unknown> => (await fetch(url, init)).json();

test('kill -9 in the middle of decompose', async () => {
  await using stack = await startGeneratorStack({ model: { misbehave: { latencyMs: 200 } } });
  await using proxy = await countingProxy(stack.model.url);
  await using first = await startGeneratorProcess(stack.config, {
    modelUrl: proxy.url,
    queuePrefix: 'killed',
  });
  const created = z.object({ id: z.string() }).parse(
    await json(`${first.url}/v1/frameworks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        sentence: 'A team for a bakery that plans orders.',
        ...UNTRIED,
        minAgents: 34,
        maxAgents: 34,
        personas: 20,
      }),
    }),
  );
  const stepAt = async (url: string) =>
    FrameworkStepDetail.safeParse(await json(`${url}/v1/frameworks/${created.id}/steps/decompose`)).data;
  // The tree and a first wave of details have been written down; others are under way or have not begun.
  for (;;) {
    const step = await stepAt(first.url);
    if (step?.state === 'done') throw new Error('the step was over too soon');
    if ((step?.calls?.length ?? 0) >= 13) break;
    await setTimeout(10);
  }
  const killedAt = performance.now();
  await first.kill();
  const before = proxy.log.length;
  const paid = proxy.log.filter(
    ({ answeredAt }) => answeredAt !== undefined && answeredAt < killedAt - UNDER_WAY_MS,
  );
  // At least the calls of the steps before, whatever the load does to the others' times.
  expect(paid.length).toBeGreaterThan(2);
  expect(before).toBeLessThan(40);

  await using second = await startGeneratorProcess(stack.config, {
    modelUrl: proxy.url,
    queuePrefix: 'killed',
  });
  const text = await (await fetch(`${second.url}/v1/frameworks/${created.id}/events`)).text();
  expect(text).toContain('"state":"ready"');
  const again = new Set(proxy.log.slice(before).map(({ digest }) => digest));
  expect(paid.filter(({ digest }) => again.has(digest))).toEqual([]);
  const step = await stepAt(second.url);
  // The tree and 34 details, each paid once.
  expect(step?.modelCalls).toBe(35);
  expect(step?.calls).toHaveLength(35);
});

/** A batch of its own database from beginning to end; the generator is killed once when `kill` says so. */
async function runBatch(kill: (batch: FrameworkBatch) => boolean) {
  await using stack = await startGeneratorStack({ model: { misbehave: { latencyMs: 40 } } });
  await using proxy = await countingProxy(stack.model.url);
  const start = () =>
    startGeneratorProcess(stack.config, { modelUrl: proxy.url, queuePrefix: 'killed-batch' });
  await using first = await start();
  const body = {
    make: { count: 8, domains: ['bakery', 'clinic', 'museum', '物流'], languages: ['en', 'zh'] },
    concurrency: 4,
    defaults: { ...UNTRIED, personas: 20, minLeaves: 12 },
  };
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const { id } = z.object({ id: z.string() }).parse(await json(`${first.url}/v1/framework-batches`, init));
  const batchAt = async (url: string) =>
    FrameworkBatch.parse(await json(`${url}/v1/framework-batches/${id}`));
  let killedAt: number | undefined;
  for (let batch = await batchAt(first.url); batch.state !== 'completed'; batch = await batchAt(first.url)) {
    if (!kill(batch)) {
      await setTimeout(50);
      continue;
    }
    killedAt = performance.now();
    await first.kill();
    break;
  }
  const before = proxy.log.length;
  await using second = killedAt === undefined ? first : await start();
  await (await fetch(`${second.url}/v1/framework-batches/${id}/events`)).text();
  const { items } = z
    .object({ items: z.array(z.object({ frameworkId: z.string(), state: z.string() })) })
    .parse(await json(`${second.url}/v1/framework-batches/${id}/members?limit=100`));
  // Calls of each step, as the rows have them.
  const steps: Record<string, number> = {};
  for (const [index, { frameworkId }] of items.entries()) {
    const { items: own } = z
      .object({ items: z.array(FrameworkStepDetail) })
      .parse(await json(`${second.url}/v1/frameworks/${frameworkId}/steps`));
    for (const { name, round, modelCalls } of own) steps[`${index} ${name}/${round}`] = modelCalls;
  }
  return { batch: await batchAt(second.url), steps, log: proxy.log, before, killedAt };
}

const countsOf = (digests: readonly string[]) =>
  new Map([...Map.groupBy(digests, (digest) => digest)].map(([digest, all]) => [digest, all.length]));

test('kill -9 in the middle of a batch', async () => {
  const undisturbed = await runBatch(() => false);
  expect(undisturbed.batch.state).toBe('completed');
  const isHalfWay = ({ counts }: FrameworkBatch) => counts.accepted + counts.clone_of >= 3;
  const disturbed = await runBatch(isHalfWay);
  const { killedAt = 0, before, log } = disturbed;
  expect(killedAt).toBeGreaterThan(0);
  expect(before).toBeLessThan(undisturbed.log.length);
  // All is made, to the same end, with the same calls in each step.
  expect(disturbed.batch.counts).toEqual(undisturbed.batch.counts);
  expect(disturbed.steps).toEqual(undisturbed.steps);
  // The model was asked the same questions; again only those whose answer had not been written down.
  const lost = log
    .slice(0, before)
    .filter(({ answeredAt }) => answeredAt === undefined || answeredAt >= killedAt - UNDER_WAY_MS);
  const expected = countsOf(undisturbed.log.map(({ digest }) => digest));
  const asked = countsOf(log.map(({ digest }) => digest));
  const mayRepeat = new Set(lost.map(({ digest }) => digest));
  expect([...asked.keys()].sort()).toEqual([...expected.keys()].sort());
  const repeated = [...asked].filter(([digest, count]) => count !== expected.get(digest));
  expect(
    repeated.filter(([digest, count]) => !mayRepeat.has(digest) || count !== (expected.get(digest) ?? 0) + 1),
  ).toEqual([]);
  expect(repeated.length).toBeLessThan(log.length / 10);
});
