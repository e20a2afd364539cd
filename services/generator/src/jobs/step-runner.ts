/** Runs steps durably: a step that is done for the same input is read, not run. */
import { addUsage, NexError, NO_USAGE, type Usage } from '@nex/core';
import { deriveSeed, digestJson } from '@nex/core/digest';
import { askStructured } from '@nex/llm';
import { inSpan } from '@nex/telemetry';
import type * as z from 'zod';
import type { Context } from '../context.ts';
import { STEP_NAMES } from '../steps/index.ts';
import type { Step } from '../steps/step.ts';
import { type Claimed, touchFramework } from '../store/frameworks.ts';
import { beginStep, doneStep, endStep, type StepKey } from '../store/steps.ts';

export type RunStep = <I, T extends z.ZodType>(
  step: Step<I, T>,
  input: I,
  round?: number,
) => Promise<z.output<T>>;

/** Thrown when the framework was cancelled or a newer worker has it: the work ends without a word. */
export class TakenAway extends Error {}

export function createStepRunner(context: Context, { row, fence }: Claimed, signal: AbortSignal): RunStep {
  const { pool, bus } = context;
  const changed = async () => {
    if (!(await touchFramework(pool, row.id, fence))) throw new TakenAway();
    bus.changed(row.id);
  };
  return async (step, input, round = 1) => {
    signal.throwIfAborted();
    const key: StepKey = {
      frameworkId: row.id,
      key: round === 1 ? step.name : `${step.name}/${round}`,
      position:
        STEP_NAMES.indexOf(step.name as (typeof STEP_NAMES)[number]) + (round - 1) * STEP_NAMES.length,
      version: step.version,
      inputDigest: digestJson(input),
    };
    const done = await doneStep(pool, key);
    if (done) return step.output.parse(done.output);
    await changed();
    await beginStep(pool, key);
    const notes: string[] = [];
    let usage: Usage = NO_USAGE;
    try {
      const output = await inSpan(`step ${key.key}`, { attributes: { 'nex.framework.id': row.id } }, () =>
        step.run(input, {
          frameworkId: row.id,
          seed: row.seed,
          model: context.model,
          catalogue: context.catalogue,
          toolIndex: context.toolIndex,
          runtime: context.runtime,
          signal,
          note: (text) => void notes.push(text),
          ask: async (question, questionInput) => {
            const answer = await askStructured(context.model, {
              ...question,
              input: questionInput,
              sampling: { temperature: 0.7, seed: deriveSeed(row.seed, key.key, digestJson(questionInput)) },
              signal,
            });
            usage = addUsage(usage, answer.usage);
            return answer.value;
          },
        }),
      );
      await endStep(pool, key, { state: 'done', output, note: notes.join('; '), usage });
      await changed();
      return output;
    } catch (thrown) {
      if (!(thrown instanceof TakenAway) && !signal.aborted) {
        const note = thrown instanceof NexError ? thrown.message : 'a fault of the platform';
        await endStep(pool, key, { state: 'failed', note, usage });
      }
      throw thrown;
    }
  };
}
