import { gather } from '@nex/postgres';
import type { Context } from '../../context.ts';
import { openLog } from '../../store/packed-logs.ts';
import { readTokens } from '../../trajectory/read-tokens.ts';
import { readTrajectory } from '../../trajectory/read-trajectory.ts';
import type { Methods } from './index.ts';

export function getTrajectory({ pool }: Context): Methods['getTrajectory'] {
  return async ({ runId, withTokens }) => {
    await openLog(pool, runId);
    const together = gather(pool);
    const [trajectory, tokens] = await Promise.all([
      readTrajectory(together, runId),
      withTokens ? readTokens(together, runId) : undefined,
    ]);
    return {
      trajectoryJson: JSON.stringify(trajectory),
      ...(tokens && { tokensJson: JSON.stringify(tokens) }),
    };
  };
}
