/** Where a run stands in its tree, told without ids, so that the same run of another time stands at the same place. */
import type { InitialState } from '@nex/core';
import { digestJson } from '@nex/core/digest';

export interface Place {
  /** Names what the run records. */
  take: string;
  /** What the state of a server is when the run begins; of servers that are not named: derived from `base`. */
  states: ReadonlyMap<string, string>;
  base: string;
}

export function rootPlace(run: {
  input: unknown;
  seed: number;
  initialState?: InitialState | undefined;
}): Place {
  const { input, seed, initialState = {} } = run;
  const base = digestJson(['start']);
  const states = Object.entries(initialState).map(([server, files]): [string, string] => [
    server,
    digestJson([base, server, files]),
  ]);
  return { take: digestJson(['take', input, seed]), states: new Map(states), base };
}
