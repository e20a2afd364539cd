/** Exactly as many personas as asked for, in batches side by side; what was refused is asked for again. */
import { setImmediate } from 'node:timers/promises';
import { NexError, Persona } from '@nex/core';
import { deriveSeed } from '@nex/core/digest';
import pLimit from 'p-limit';
import * as z from 'zod';
import type { Interpretation } from '../steps/interpret.ts';
import { CALLS_AT_A_TIME, type StepContext } from '../steps/step.ts';
import { createPersonaPool } from './persona-pool.ts';

const BATCH = 25;
const ROUNDS = 6;
/** Personas shown to a later round, so that it makes others. */
const SHOWN = 30;

const Batch = z.object({ personas: z.array(Persona).min(1) });

/**
 * `kept` come first, as far as they differ, also those without Chinese. Throws `shortfall` when too few different ones come
 * in all rounds.
 */
export async function writePersonas(
  interpretation: Interpretation,
  count: number,
  context: StepContext,
  kept: readonly Persona[] = [],
): Promise<Persona[]> {
  const pool = createPersonaPool();
  for (const persona of kept) pool.add(persona, { lacksChinese: true });
  const limit = pLimit(CALLS_AT_A_TIME);
  for (let round = 1; round <= ROUNDS && pool.size < count; round += 1) {
    const missing = count - pool.size;
    const batches = Math.ceil(missing / BATCH);
    const existing = pool
      .all()
      .slice(-SHOWN)
      .map((one) => one.persona);
    const answers = await Promise.all(
      Array.from({ length: batches }, (_, index) =>
        limit(() =>
          askBatch(interpretation, context, {
            count: Math.min(BATCH, missing - index * BATCH),
            offset: pool.size + index * BATCH + (round - 1) * count,
            part: index + 1,
            of: batches,
            round,
            existing,
          }),
        ),
      ),
    );
    // In the order of the batches, so that the same answers give the same personas.
    for (const batch of answers) {
      for (const persona of batch) if (pool.size < count) pool.add(persona);
      // Comparing thousands takes seconds, in which others want their turn.
      await setImmediate();
    }
  }
  if (pool.size === count) return pool.all();
  const { doubled, mixed } = pool.refused;
  throw new NexError(
    'shortfall',
    `Only ${pool.size} of ${count} different personas came in ${ROUNDS} rounds: ${doubled} were like others, ${mixed} mixed languages.`,
    { where: 'write-seeds: personas', hint: 'Ask for fewer personas, or use a model that varies more.' },
  );
}

async function askBatch(
  { description, domain, users }: Interpretation,
  context: StepContext,
  batch: { count: number; offset: number; part: number; of: number; round: number; existing: string[] },
): Promise<Persona[]> {
  const answer = await context.ask(
    {
      name: 'personas',
      schema: Batch,
      system: 'You invent realistic people. You answer in JSON only.',
      instruction:
        'Invent people who would use this system: each one or two sentences in the third person with occupation, ' +
        'situation and habits, in English (persona) and the same person in Chinese (persona_chinese), languages never ' +
        'mixed. This is one of several parts that are written side by side: choose people whom no other part would ' +
        'think of, all different from one another and from those that exist already.',
    },
    {
      description,
      domain,
      users,
      ...batch,
      seed: deriveSeed(context.seed, 'personas', batch.round, batch.part),
    },
  );
  return answer.personas;
}
