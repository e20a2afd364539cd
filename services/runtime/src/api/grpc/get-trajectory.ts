import type { Context } from '../../context.ts';
import { openLog } from '../../store/packed-logs.ts';
import { readTokens } from '../../trajectory/read-tokens.ts';
import { readTrajectory } from '../../trajectory/read-trajectory.ts';
import type { Methods } from './index.ts';

export function getTrajectory({ pool }: Context): Methods['getTrajectory'] {
  return async ({ runId, withTokens }) => {
    await openLog(pool, runId);
    const [trajectory, tokens] = await Promise.all([
      readTrajectory(pool, runId),
      withTokens ? readTokens(pool, runId) : undefined,
    ]);
    const trajectoryJson = JSON.stringify(trajectory);
    return tokens ? { trajectoryJson, tokensJson: JSON.stringify(tokens) } : { trajectoryJson };
  };
}
