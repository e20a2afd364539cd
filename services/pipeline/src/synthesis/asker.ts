/**
 * Asks the model the questions of a build. Each call is a row before its answer is used; one that is a row already is
 * answered from it, so that a build that was killed pays for nothing twice.
 */
import {
  addUsage,
  askStructured,
  type Json,
  type Model,
  meteredModel,
  NexError,
  NO_USAGE,
  type Usage,
} from '@nex/core';
import { deriveSeed, digestJson } from '@nex/core/digest';
import type { StageWork } from '../stages/stage.ts';
import { type CallRow, insertCall } from '../store/synthesis-calls.ts';
import type { Aside, CallLanes } from './call-lanes.ts';
import { type Prompt, promptDigest } from './prompt.ts';
import { isRefused } from './refused-request.ts';

/** Answers looked at for one question until one has the form asked for. */
const FORM_ATTEMPTS = 3;

/** Throws the model's failures as NexError; `model_bad_output` when no usable answer came, or the server refused this input. */
export type Ask = <T>(prompt: Prompt<T>, input: Json) => Promise<T>;

export interface Asked {
  slotIndex: number;
  /** Tells calls of one question in one slot apart. */
  attempt: number;
  /** Of several that wait, the lowest goes first. */
  rank: number;
  seed: number;
}

type AskerWork = Pick<StageWork, 'build' | 'model' | 'signal' | 'write' | 'logger'>;

export class Asker {
  readonly #work: AskerWork;
  readonly #lanes: CallLanes;
  readonly #known = new Map<string, CallRow>();
  readonly #usage = new Map<number, Usage>();
  /** Questions that had an answer of the form asked for. */
  readonly #answered: Set<string>;

  /** @param answered Questions that had such an answer in earlier processes. */
  constructor(
    work: AskerWork,
    lanes: CallLanes,
    { known, answered }: { known: readonly CallRow[]; answered: readonly string[] },
  ) {
    this.#work = work;
    this.#lanes = lanes;
    this.#answered = new Set(answered);
    for (const row of known) this.#keep(row);
  }

  for(asked: Asked): Ask {
    return (prompt, input) => this.#ask(asked, prompt, input);
  }

  /** Of all calls for the slot's query, those of earlier processes included. */
  usageOf(slotIndex: number): Usage {
    return this.#usage.get(slotIndex) ?? NO_USAGE;
  }

  async #ask<T>(asked: Asked, prompt: Prompt<T>, input: Json): Promise<T> {
    const digest = promptDigest(prompt);
    const inputDigest = digestJson(input);
    const known = this.#known.get(keyOf(asked.slotIndex, asked.attempt, prompt.name, inputDigest));
    if (known?.prompt_digest === digest) return read(prompt, known.answer);
    return this.#lanes.run(asked.rank, async (aside) => {
      const { signal, write, build } = this.#work;
      signal.throwIfAborted();
      const startedAt = performance.now();
      const metered = meteredModel(standingAside(this.#work.model, aside));
      const value = await this.#answerOf(metered.model, asked, prompt, input);
      const row = {
        slot_index: asked.slotIndex,
        attempt: asked.attempt,
        question: prompt.name,
        prompt_version: prompt.version,
        prompt_digest: digest,
        input_digest: inputDigest,
        model: metered.model.name,
        answer: value ?? null,
        usage: metered.usage(),
        duration_ms: Math.round(performance.now() - startedAt),
      };
      // Storing belongs to the call: no more paid answers are ever at risk than calls run at a time.
      await write((tx) => insertCall(tx, build.id, row));
      this.#keep(row);
      return read(prompt, row.answer);
    });
  }

  /** `undefined` when the model gave no answer of the form asked for, and when its server refused this question. */
  async #answerOf<T>(
    model: Model,
    { slotIndex, attempt, seed }: Asked,
    prompt: Prompt<T>,
    input: Json,
  ): Promise<T | undefined> {
    const { signal, logger, build } = this.#work;
    try {
      const { name, schema, system, instruction, temperature } = prompt;
      const sampling = { seed: deriveSeed(seed, attempt, name), temperature };
      const question = {
        name,
        schema,
        system,
        instruction,
        input,
        sampling,
        attempts: FORM_ATTEMPTS,
        signal,
      };
      return (await askStructured(model, question)).value;
    } catch (thrown) {
      if (thrown instanceof NexError && thrown.code === 'model_bad_output') return undefined;
      if (!isRefused(thrown) || !this.#answered.has(prompt.name)) throw thrown;
      logger.warn(
        { err: thrown, buildId: build.id, code: thrown.code, slot: slotIndex, question: prompt.name },
        'the model server refused a question of synthesis',
      );
      return undefined;
    }
  }

  #keep(row: CallRow): void {
    if (row.answer !== null) this.#answered.add(row.question);
    this.#known.set(keyOf(row.slot_index, row.attempt, row.question, row.input_digest), row);
    if (row.question === 'problem_type_expansion') return;
    this.#usage.set(row.slot_index, addUsage(this.usageOf(row.slot_index), row.usage));
  }
}

/** A call that waits for its next try lets others ask meanwhile. */
function standingAside(model: Model, aside: Aside): Model {
  const { name, provider } = model;
  return { name, provider, call: (request, options) => model.call(request, { ...options, aside }) };
}

function keyOf(slotIndex: number, attempt: number, question: string, inputDigest: string): string {
  return [slotIndex, attempt, question, inputDigest].join('/');
}

function read<T>(prompt: Prompt<T>, answer: unknown): T {
  const parsed = answer === null ? undefined : prompt.schema.safeParse(answer);
  if (parsed?.success) return parsed.data;
  throw new NexError('model_bad_output', `The model gave no usable ${prompt.name}.`, { where: prompt.name });
}
