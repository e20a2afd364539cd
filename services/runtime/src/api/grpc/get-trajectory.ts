import { gather } from '@nex/postgres';
import type { Context } from '../../context.ts';
import { openLog } from '../../store/packed-logs.ts';
import { readTrajectory } from '../../trajectory/read-trajectory.ts';
import { readWithTokens } from '../../trajectory/read-with-tokens.ts';
import type { Methods } from './index.ts';

export function getTrajectory({ pool }: Context): Methods['getTrajectory'] {
  return async ({ runId, withTokens }) => {
    await openLog(pool, runId);
    if (withTokens) return readWithTokens(pool, runId);
    return { trajectoryJson: JSON.stringify(await readTrajectory(gather(pool), runId)) };
  };
}
