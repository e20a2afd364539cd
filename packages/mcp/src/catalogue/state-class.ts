/**
 * The classes of tool servers, by whose the state is. The class follows from the entry's `isolation`, so that an entry
 * cannot say two things.
 */
import type { Isolation } from './entry.ts';

export interface StateClass {
  letter: 'A' | 'B' | 'C' | 'D' | 'E';
  meaning: string;
}

export const STATE_CLASSES: Record<Isolation, StateClass> = {
  shared: { letter: 'A', meaning: 'no state: one process for all runs' },
  'per-run': { letter: 'B', meaning: 'state in files, moved into a warm process for the time of a call' },
  leased: { letter: 'C', meaning: 'state in memory or behind open handles: a process per run' },
  daemon: { letter: 'D', meaning: 'state in a daemon that all runs share, a namespace each' },
  browser: { letter: 'E', meaning: 'one browser for all runs, a session each' },
};
export type StateClassLetter = StateClass['letter'];

export function stateClass(server: { isolation: Isolation }): StateClassLetter {
  return STATE_CLASSES[server.isolation].letter;
}
