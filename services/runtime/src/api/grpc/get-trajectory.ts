import type { Context } from '../../context.ts';
import { readTrajectory } from '../../trajectory/read-trajectory.ts';
import type { Methods } from './index.ts';

export function getTrajectory(context: Context): Methods['getTrajectory'] {
  return async ({ runId }) => ({ trajectoryJson: JSON.stringify(await readTrajectory(context.pool, runId)) });
}
