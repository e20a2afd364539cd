import type { Context } from '../../context.ts';
import { openLog } from '../../store/packed-logs.ts';
import { readTokens } from '../../trajectory/read-tokens.ts';
import { readTrajectory } from '../../trajectory/read-trajectory.ts';
import type { Methods } from './index.ts';

export function getTrajectory({ pool }: Context): Methods['getTrajectory'] {
  return async ({ runId, withTokens }) => {
    await openLog(pool, runId);
    const trajectoryJson = JSON.stringify(await readTrajectory(pool, runId));
    if (!withTokens) return { trajectoryJson };
    return { trajectoryJson, tokensJson: JSON.stringify(await readTokens(pool, runId)) };
  };
}
