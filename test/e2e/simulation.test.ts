/** A framework is tried out on the real runtime before its release; one that does not do its work is never released. */
import { type Framework, FrameworkStepDetail } from '@nex/core';
import { startOfflineModel } from '@nex/offline-model';
import { startTestStack, type TestStack } from '@nex/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorOf, SENTENCE } from './support/story.ts';

let offline: Awaited<ReturnType<typeof startOfflineModel>>;
let platform: TestStack;

beforeAll(async () => {
  offline = await startOfflineModel({});
  // Only agents at work ask this server, so that it can misbehave towards them alone.
  platform = await startTestStack({
    env: { RUNTIME_LLM_BASE_URL: offline.url, RUNTIME_LLM_MODEL: 'nex-offline-1' },
  });
}, 120_000);
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]();
  await offline?.[Symbol.asyncDispose]();
});

async function ended(more: object = {}): Promise<Framework> {
  const { id } = await platform.client.frameworks.create({
    sentence: SENTENCE,
    personas: 10,
    minLeaves: 12,
    ...more,
  });
  let last: Framework | undefined;
  for await (const framework of platform.client.frameworks.events(id)) last = framework;
  if (!last) throw new Error('no framework');
  return last;
}

async function stepsOf(framework: Framework) {
  const url = `${platform.stack.urls.gateway}/v1/frameworks/${framework.id}/steps`;
  const { items } = (await (await fetch(url)).json()) as { items: unknown[] };
  return items.map((item) => FrameworkStepDetail.parse(item));
}

test('each agent and the whole pass their cases, and one agent with all tools is measured beside them', async () => {
  const framework = await ended();
  expect(framework.failure).toBeUndefined();
  const { proof, agents = [] } = framework;
  expect(proof?.agents).toMatchObject({ cases: agents.length - 1, failed: 0 });
  expect(proof?.whole).toMatchObject({ cases: 2 });
  expect(proof?.whole.passed).toBeGreaterThanOrEqual(1);
  expect(proof?.score).toBeGreaterThanOrEqual(0.7);
  expect(proof?.baseline?.single.cases).toBe(2);
  expect(proof?.repairs).toEqual([]);
  const names = framework.steps.map((step) => step.name);
  expect(names.slice(-5)).toEqual(['publish', 'write-cases', 'simulate', 'baseline', 'score']);
  // The trial is paid for: its model calls are the framework's.
  const simulate = framework.steps.find((step) => step.name === 'simulate');
  expect(simulate?.modelCalls).toBeGreaterThan(agents.length);
});

test('a win over one agent can be demanded', async () => {
  const framework = await ended({ baseline: 'must_win', simulation: { casesPerAgent: 0 } });
  expect(framework).toMatchObject({
    state: 'failed',
    failure: { code: 'simulation_failed', where: 'baseline' },
  });
  expect(framework.proof?.baseline?.verdict).toBe('tie');
  expect(await errorOf(platform.client.frameworks.files(framework.id))).toMatchObject({ code: 'conflict' });
});

test('agents that do not work are mended where the fault lies, and rejected with the evidence after three rounds', async () => {
  await fetch(`${offline.url.replace(/\/v1$/, '')}/admin/misbehave`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rules: [{ kind: 'nonsense', always: true }] }),
  });
  const framework = await ended({ simulation: { wholeCases: 1 } });
  expect(framework).toMatchObject({ state: 'failed', failure: { code: 'simulation_failed' } });
  expect(framework.digest).toBeUndefined();
  expect(framework.failure?.where).toMatch(/^case \S+, run_/);
  expect(framework.proof).toMatchObject({ rounds: 3, score: 0 });
  const levels = Map.groupBy(framework.proof?.repairs ?? [], (repair) => repair.round);
  expect([...levels.keys()]).toEqual([1, 2, 3]);
  expect(new Set(levels.get(1)?.map((repair) => repair.level))).toEqual(new Set(['node']));
  expect(new Set(levels.get(2)?.map((repair) => repair.level))).toEqual(new Set(['given']));
  expect(await errorOf(platform.client.frameworks.files(framework.id))).toMatchObject({ code: 'conflict' });
  const steps = await stepsOf(framework);
  expect(steps.filter((step) => step.name.startsWith('simulate')).map((step) => step.round)).toEqual([
    1, 2, 3,
  ]);
});
