import { gather, type Pool } from '@nex/postgres';
import { readTokens } from './read-tokens.ts';
import { readTrajectory } from './read-trajectory.ts';

/** Both as JSON, in one round trip. Throws like `readTrajectory`. */
export async function readWithTokens(
  pool: Pool,
  rootRunId: string,
): Promise<{ trajectoryJson: string; tokensJson: string }> {
  const together = gather(pool);
  const [trajectory, tokens] = await Promise.all([
    readTrajectory(together, rootRunId),
    readTokens(together, rootRunId),
  ]);
  return { trajectoryJson: JSON.stringify(trajectory), tokensJson: JSON.stringify(tokens) };
}
