/** The lanes of a process: one for each model of each server, whoever asks it. */
import { createLane, type Lane } from './lane.ts';

export interface Lanes {
  /** @param server `api.example.com:8000`, or any other name of who answers. */
  of(server: string, model: string): Lane;
}

/** Callers may name models; those that nobody uses are forgotten beyond so many. */
const MAX_LANES = 1000;

/** @param maxWidth Of each lane; what it starts at. */
export function createLanes(maxWidth: number): Lanes {
  const lanes = new Map<string, Lane>();
  return {
    of(server, model) {
      const key = JSON.stringify([server, model]);
      const known = lanes.get(key);
      if (known) return known;
      if (lanes.size >= MAX_LANES) forgetIdle(lanes);
      const lane = createLane(maxWidth);
      lanes.set(key, lane);
      return lane;
    },
  };
}

function forgetIdle(lanes: Map<string, Lane>): void {
  for (const [key, { state }] of lanes) if (state.inFlight + state.waiting === 0) lanes.delete(key);
}
