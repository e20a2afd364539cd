/** What a tree of runs may spend and how far it may spread, however hard its agents try. */
import type { Run } from '@nex/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CALC_BUNDLE, TEAM_BUNDLE } from './support/bundles.ts';
import { finished, trajectoryOf } from './support/follow.ts';
import {
  type Answer,
  type Asked,
  answersIn,
  type ModelServer,
  startModelServer,
  systemText,
} from './support/model-server.ts';
import { createRun } from './support/runs.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: ModelServer;
let runtime: TestRuntime;
/** Of one answer of the model. */
const COST_USD = 0.2;

/** Every agent asks six others at a time, again and again; the calculator never stops. */
function bomb(asked: Asked): Answer {
  if (systemText(asked).includes('calculate')) {
    return { calls: [{ name: 'calc__math', args: { action: 'eval', expression: '1+1' } }] };
  }
  const below = systemText(asked).includes('the lead') ? 'researcher' : 'checker';
  const isDeepest = !asked.tools?.some((tool) => tool.function.name === 'Agent');
  if (isDeepest || answersIn(asked) >= 2) return { text: 'Enough.' };
  const args = { sub_agent_name: below, message: 'Go' };
  return { calls: Array.from({ length: 6 }, () => ({ name: 'Agent', args })) };
}

beforeAll(async () => {
  model = await startModelServer(bomb);
  const prices = { 'scripted-1': { inputPerMillionUsd: 1000, outputPerMillionUsd: 10_000 } };
  runtime = await startTestRuntime({
    modelUrl: model.url,
    environment: { MODEL_PRICES: JSON.stringify(prices) },
  });
});

afterAll(async () => {
  await runtime?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
});

async function ended(body: object, on = runtime): Promise<Run> {
  return finished(on.url, (await createRun(on, { input: 'Go', ...body })).id);
}

const team = (limits: object) => ended({ files: TEAM_BUNDLE, agent: 'lead.yaml', limits });

describe('breadth', () => {
  test.each<{ name: string; limits: object; counts: { runs: number; ofLead?: number } }>([
    { name: 'runs of the tree', limits: { maxRuns: 10 }, counts: { runs: 10 } },
    { name: 'the root alone', limits: { maxRuns: 1 }, counts: { runs: 1, ofLead: 0 } },
    { name: 'runs of one run', limits: { maxChildren: 2 }, counts: { runs: 7, ofLead: 2 } },
    { name: 'depth', limits: { maxDepth: 1, maxChildren: 7 }, counts: { runs: 8, ofLead: 7 } },
  ])('$name: exactly, though the calls come at the same time', async ({ limits, counts }) => {
    const run = await team(limits);
    expect(run).toMatchObject({ state: 'completed', response: 'Enough.' });
    const { runs } = await trajectoryOf(runtime.url, run.id);
    expect(runs).toHaveLength(counts.runs);
    const ofLead = runs.filter((one) => one.parentRunId === run.id).length;
    expect(ofLead).toBe(counts.ofLead ?? ofLead);
    const refused = runs[0]?.messages.flatMap(({ content: [block] }) =>
      block?.type === 'tool_result' && block.isError ? block : [],
    );
    expect(refused).toHaveLength(12 - ofLead);
    for (const one of refused ?? []) {
      expect(JSON.stringify(one.content)).toMatch(/they are used up. Go on without a sub-agent/);
    }
  });

  test('with tokens only, a tree that grows ends when they are spent', async () => {
    const run = await team({ maxTokens: 20_000 });
    expect(run).toMatchObject({
      state: 'failed',
      stopReason: 'budget',
      failure: { code: 'budget_exhausted' },
    });
    expect(run.usage.inputTokens + run.usage.outputTokens).toBeLessThanOrEqual(20_000 + 30 * 110);
    const { runs } = await trajectoryOf(runtime.url, run.id);
    expect(runs.every((one) => ['completed', 'failed', 'cancelled'].includes(one.state))).toBe(true);
  });
});

describe('a sub-agent that uses up its own share ends, and its caller goes on', () => {
  test.each<[string, object, string]>([
    ['tokens', { maxTokens: 150 }, 'budget'],
    ['money', { maxCostUsd: 0.25 }, 'budget'],
    ['time', { timeoutMs: 1 }, 'timeout'],
  ])('%s', async (_name, perSubAgent, stopReason) => {
    const run = await team({ perSubAgent, maxChildren: 1 });
    expect(run).toMatchObject({ state: 'completed', response: 'Enough.' });
    const { runs } = await trajectoryOf(runtime.url, run.id);
    // The share is for all below it, too: what the checker used, the researcher has not.
    expect(runs[1]).toMatchObject({ agent: 'researcher', state: 'failed', stopReason });
    const told = JSON.stringify(runs[0]?.messages);
    expect(told).toContain(`The sub-agent researcher ended before it finished (${stopReason}).`);
  });
});

describe('money', () => {
  test('ends the run before it spends much more, and the run says what it cost', async () => {
    const run = await ended({ files: CALC_BUNDLE, limits: { maxCostUsd: 5 * COST_USD } });
    expect(run).toMatchObject({
      state: 'failed',
      stopReason: 'budget',
      failure: { code: 'budget_exhausted', message: expect.stringContaining('US dollars') },
    });
    expect(run.usage.costUsd).toBeGreaterThan(0);
    expect(run.usage.costUsd).toBeLessThanOrEqual(5 * COST_USD + COST_USD);
    expect(run.usage.costUsd).toBeCloseTo(run.usage.modelCalls * COST_USD, 6);
  });

  test('is counted over the whole tree', async () => {
    const run = await team({ maxRuns: 3 });
    expect(run.usage.costUsd).toBeCloseTo(run.usage.modelCalls * COST_USD, 6);
    const { runs } = await trajectoryOf(runtime.url, run.id);
    for (const one of runs) expect(one.usage.costUsd).toBeCloseTo(one.usage.modelCalls * COST_USD, 6);
  });

  test('of a sub-agent alone is not for a model without a price either', async () => {
    await using priceless = await startTestRuntime({ modelUrl: model.url });
    const limits = { perSubAgent: { maxCostUsd: 1 }, maxChildren: 1 };
    const run = await ended({ files: TEAM_BUNDLE, agent: 'lead.yaml', limits }, priceless);
    const { runs } = await trajectoryOf(priceless.url, run.id);
    expect(runs.map((one) => [one.agent, one.stopReason])).toEqual([
      ['lead', 'answered'],
      ['researcher', 'error'],
    ]);
  });

  test('cannot limit a run whose model has no price', async () => {
    await using priceless = await startTestRuntime({ modelUrl: model.url });
    const before = model.asked.length;
    expect(await ended({ files: CALC_BUNDLE, limits: { maxCostUsd: 1 } }, priceless)).toMatchObject({
      state: 'failed',
      failure: { code: 'invalid_request', where: 'limits.maxCostUsd' },
    });
    expect(model.asked.length).toBe(before);
  });
});
