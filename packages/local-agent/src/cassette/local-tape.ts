/** The cassette and the faults of a local agent, for all its runs. */
import { basename } from 'node:path';
import { type Place, rootPlace } from '@nex/agent';
import { type CassetteMode, type FaultRule, type Message, textOf } from '@nex/core';
import { type CassetteFile, openCassetteFile } from './cassette-file.ts';

/** What stands between the agent and its tools. */
export interface LocalToolHandling {
  cassette?: { file: string; mode: CassetteMode };
  faults?: readonly FaultRule[];
  /** For the faults, and to find what a run of the platform with that seed recorded. Default 7. */
  seed?: number;
}

export interface LocalTape {
  cassette: { file: CassetteFile; name: string; mode: CassetteMode } | undefined;
  faults: readonly FaultRule[] | undefined;
  seed: number;
  /** Of a conversation: it is named by what its user said first. */
  rootPlace(messages: readonly Message[]): Place;
}

const DEFAULT_SEED = 7;

/** Throws what is wrong with the file. */
export async function openLocalTape(handling: LocalToolHandling | undefined): Promise<LocalTape | undefined> {
  if (!handling?.cassette && !handling?.faults) return undefined;
  const { cassette, faults, seed = DEFAULT_SEED } = handling;
  return {
    cassette: cassette && {
      file: await openCassetteFile(cassette.file, { mustExist: cassette.mode === 'strict' }),
      name: basename(cassette.file),
      mode: cassette.mode,
    },
    faults,
    seed,
    rootPlace(messages) {
      const first = messages.find(({ role }) => role === 'user');
      return rootPlace({ input: first ? textOf(first) : '', seed });
    },
  };
}
