/** Runs steps durably: a step that is done for the same input is read, not run; nor is a model call that was answered. */
import {
  addUsage,
  askStructured,
  type Model,
  NexError,
  NO_USAGE,
  secondsSince,
  toNexError,
  type Usage,
} from '@nex/core';
import { deriveSeed, digestJson } from '@nex/core/digest';
import { inSpan } from '@nex/telemetry';
import type * as z from 'zod';
import type { Context } from '../context.ts';
import { STEP_NAMES, type StepName } from '../steps/index.ts';
import type { Step, StepContext } from '../steps/step.ts';
import { type Claimed, touchFramework } from '../store/frameworks.ts';
import { beginStep, doneStep, endStep, type StepKey, stepKeyOf } from '../store/steps.ts';
import { recordedModel } from './recorded-model.ts';
import type { Spending } from './spending.ts';

export type RunStep = <I, T extends z.ZodType>(
  step: Step<I, T>,
  input: I,
  round?: number,
) => Promise<z.output<T>>;

/** Thrown when the framework was cancelled or a newer worker has it: the work ends without a word. */
export class TakenAway extends Error {}

export interface StepRunnerOptions {
  claimed: Claimed;
  /** Writes the framework. */
  model: Model;
  spending: Spending;
  signal: AbortSignal;
}

export function createStepRunner(context: Context, options: StepRunnerOptions): RunStep {
  const { pool, bus, metrics } = context;
  const { claimed, signal } = options;
  const { row, fence } = claimed;
  const changed = async () => {
    if (!(await touchFramework(pool, row.id, fence))) throw new TakenAway();
    bus.changed(row.id);
  };
  return async (step, input, round = 1) => {
    signal.throwIfAborted();
    const key: StepKey = {
      frameworkId: row.id,
      key: stepKeyOf(step.name, round),
      position: STEP_NAMES.indexOf(step.name as StepName) + (round - 1) * STEP_NAMES.length,
      version: step.version,
      inputDigest: digestJson(input),
    };
    const done = await doneStep(pool, key);
    metrics.count('nex_cache_requests_total', { cache: 'steps', result: done ? 'hit' : 'miss' });
    if (done) return step.output.parse(done.output);
    await changed();
    await beginStep(pool, key, step.shown ? step.shown(input) : input);
    const startedAt = performance.now();
    const tell = (outcome: string) => {
      const labels = { step: step.name, outcome };
      metrics.record('nex_generation_step_duration_seconds', secondsSince(startedAt), labels);
    };
    const notes: string[] = [];
    let usage: Usage = NO_USAGE;
    const count = (used: Usage) => {
      usage = addUsage(usage, used);
    };
    try {
      const output = await inSpan(`step ${key.key}`, { attributes: { 'nex.framework.id': row.id } }, () =>
        step.run(input, stepContext(context, options, key.key, count, notes)),
      );
      await endStep(pool, key, { state: 'done', output, note: notes.join('; '), usage });
      tell('done');
      await changed();
      return output;
    } catch (thrown) {
      if (!(thrown instanceof TakenAway) && !signal.aborted) {
        const note = thrown instanceof NexError ? thrown.message : 'a fault of the platform';
        await endStep(pool, key, { state: 'failed', failure: toNexError(thrown).toFailure(), note, usage });
        tell('failed');
      }
      throw thrown;
    }
  };
}

function stepContext(
  context: Context,
  { claimed: { row }, model, spending, signal }: StepRunnerOptions,
  stepKey: string,
  onUsage: (usage: Usage) => void,
  notes: string[],
): StepContext {
  const recorded = recordedModel(model, {
    pool: context.pool,
    frameworkId: row.id,
    stepKey,
    spending,
    onUsage,
    metrics: context.metrics,
  });
  return {
    frameworkId: row.id,
    seed: row.seed,
    model,
    catalogue: context.catalogue,
    toolIndex: context.toolIndex,
    toolRoom: context.toolRoom,
    runtime: context.runtime,
    signal,
    spend(usage) {
      onUsage(usage);
      spending.add(usage);
      spending.check(stepKey);
    },
    note: (text) => void notes.push(text),
    ask: async (question, input) => {
      const answer = await askStructured(recorded, {
        ...question,
        input,
        sampling: { temperature: 0.7, seed: deriveSeed(row.seed, stepKey, digestJson(input)) },
        signal,
      });
      return answer.value;
    },
  };
}
