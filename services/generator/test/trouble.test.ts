import { expect, test } from 'vitest';
import {
  cancelFramework,
  createFramework,
  followFramework,
  getBundle,
  listSteps,
} from '../src/frameworks.ts';
import type { Context } from '../src/service.ts';
import { startGeneratorStack, UNTRIED } from './generator-stack.ts';

async function last(context: Context, id: string) {
  let framework;
  for await (const item of followFramework(context, id, AbortSignal.timeout(50_000)))
    framework = item.framework;
  if (!framework) throw new Error('no framework');
  return framework;
}

test('a model that cannot be reached fails the framework with what to do, and leaves no files', async () => {
  await using stack = await startGeneratorStack({ baseUrl: 'http://127.0.0.1:1/v1' });
  await using generator = await stack.start();
  const { id } = await createFramework(generator.context, { sentence: 'A team for a bakery.', ...UNTRIED });
  const framework = await last(generator.context, id);
  expect(framework).toMatchObject({ state: 'failed', failure: { code: 'model_unreachable' } });
  expect(framework.failure?.hint).toContain('LLM_BASE_URL');
  await expect(getBundle(generator.context, id)).rejects.toMatchObject({ code: 'conflict' });
  expect(stack.published).toEqual([]);
});

test('a model that answers nonsense for ever fails the framework within its attempts', async () => {
  await using stack = await startGeneratorStack({
    model: { misbehave: { rules: [{ kind: 'nonsense', always: true }] } },
  });
  await using generator = await stack.start();
  const { id } = await createFramework(generator.context, { sentence: 'A team for a bakery.', ...UNTRIED });
  const framework = await last(generator.context, id);
  expect(framework).toMatchObject({ state: 'failed', failure: { code: 'model_bad_output' } });
  expect(framework.steps[0]).toMatchObject({ name: 'interpret', state: 'failed' });
});

test('a generator that is stopped in the middle goes on where it was, and no step is paid twice', async () => {
  await using stack = await startGeneratorStack({ model: { misbehave: { latencyMs: 150 } } });
  const first = await stack.start();
  const { id } = await createFramework(first.context, {
    sentence: 'A team for a bakery that plans orders.',
    ...UNTRIED,
  });
  for await (const { framework } of followFramework(first.context, id, AbortSignal.timeout(50_000))) {
    if (framework.steps.some((step) => step.name === 'decompose' && step.state === 'done')) break;
  }
  await first[Symbol.asyncDispose]();
  await using second = await stack.start();
  const framework = await last(second.context, id);
  expect(framework.state).toBe('ready');
  const calls = Object.fromEntries(framework.steps.map((step) => [step.name, step.modelCalls]));
  expect(calls).toMatchObject({ interpret: 1, lint: 0, publish: 0 });
  // The tree, and the details of each agent.
  expect(calls['decompose']).toBe(1 + (framework.agents?.length ?? 0));
});

test('a cancelled framework stays cancelled', async () => {
  await using stack = await startGeneratorStack({ model: { misbehave: { latencyMs: 150 } } });
  await using generator = await stack.start();
  const { id } = await createFramework(generator.context, { sentence: 'A team for a bakery.', ...UNTRIED });
  expect((await cancelFramework(generator.context, id)).state).toBe('cancelled');
  const framework = await last(generator.context, id);
  expect(framework.state).toBe('cancelled');
  await expect(getBundle(generator.context, id)).rejects.toMatchObject({ code: 'conflict' });
});

test.each([
  ['tokens', { tokens: 3000 }],
  ['costUsd', { costUsd: 0.02 }],
  ['seconds', { seconds: 2 }],
] as const)(
  'a budget of %s stops the work with its evidence, and nothing is released',
  async (limit, budget) => {
    await using stack = await startGeneratorStack({
      // The time runs out in the first call, not between two steps.
      model: limit === 'seconds' ? { misbehave: { latencyMs: 60_000 } } : {},
      prices: { '*': { inputPerMillionUsd: 5, outputPerMillionUsd: 20 } },
    });
    await using generator = await stack.start();
    const { id } = await createFramework(generator.context, {
      sentence: 'A team for a bakery.',
      budget,
      ...UNTRIED,
    });
    const framework = await last(generator.context, id);
    expect(framework).toMatchObject({
      state: 'failed',
      failure: {
        code: 'budget_exhausted',
        where: `budget.${limit}`,
        hint: expect.stringContaining('Raise') as string,
      },
    });
    expect(framework.failure?.message).toMatch(/\d+ calls took \d+ tokens/);
    const steps = await listSteps(generator.context, id);
    expect(steps.at(-1)).toMatchObject({ state: 'failed', failure: { code: 'budget_exhausted' } });
    expect(stack.published).toEqual([]);
    await expect(getBundle(generator.context, id)).rejects.toMatchObject({ code: 'conflict' });
  },
);
