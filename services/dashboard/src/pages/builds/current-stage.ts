import type { Build, Stage } from '@nex/core';

/** The stage that is at work, failed, or comes next; none once all are done. */
export function currentStage({ stages }: Pick<Build, 'stages'>): Stage | undefined {
  return stages.find(({ state }) => state !== 'done');
}

const ENDED = new Set(['completed', 'failed', 'cancelled']);

export function hasEnded({ state }: Pick<Build, 'state'>): boolean {
  return ENDED.has(state);
}
