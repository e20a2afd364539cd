/** The cassette and the faults of a tree of runs, and where in it a run stands. */
import { type Place, rootPlace } from '@nex/agent';
import { type CassetteMode, type FaultRule, NexError } from '@nex/core';
import type { Context } from '../context.ts';
import { readHandling } from '../store/run-handlings.ts';
import type { RunRow } from '../store/run-row.ts';
import { readRunState } from '../store/run-states.ts';

export interface Tape {
  cassette?: { id: number; name: string; mode: CassetteMode };
  faults?: { rules: readonly FaultRule[]; seed: number };
  place: Place;
}

/** Of a root run. Throws `not_found` when its cassette was deleted. */
export async function openTape({ pool }: Context, run: RunRow): Promise<Tape | undefined> {
  const handling = await readHandling(pool, run.id);
  if (!handling) return undefined;
  const { cassette_id: id, cassette: name, mode, faults } = handling;
  if (name !== null && id === null) {
    throw new NexError('not_found', `The cassette ${name} was deleted.`, { where: 'tools.cassette.name' });
  }
  const state = await readRunState(pool, run.id);
  return {
    ...(id !== null && name !== null && mode !== null && { cassette: { id, name, mode } }),
    ...(faults && { faults: { rules: faults, seed: run.seed } }),
    place: rootPlace({ input: run.content ?? run.input, seed: run.seed, initialState: state?.initial ?? {} }),
  };
}
