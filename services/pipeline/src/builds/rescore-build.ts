/**
 * Judges the trajectories of a finished build by what has a newer version than their verdicts and rewards. Only the pairs
 * of trajectory and check that lack the version are computed; older verdicts stay.
 */
import type { Rescore } from '@nex/core';
import type { PipelineContext } from '../context.ts';
import { countPending } from '../store/verdicts.ts';
import { countUnverified } from '../store/verifications.ts';
import { getBuild } from './get-build.ts';
import { redoBuild } from './redo-build.ts';

/** With `dryRun` nothing is done. Throws as `redoBuild` does. */
export async function rescoreBuild(
  context: PipelineContext,
  id: string,
  { dryRun }: { dryRun: boolean },
): Promise<Rescore> {
  const { pool, scorers } = context;
  const build = await getBuild(context, id);
  const checks = await countPending(pool, id, scorers.checks);
  const verifiers = await countUnverified(pool, id, scorers.verifiers);
  const isSelected = build.state === 'completed';
  const started = !dryRun && (checks.length > 0 || verifiers.length > 0 || !isSelected);
  if (started) await redoBuild(context, id, 'check', { reason: 'rescore' });
  return { buildId: id, dryRun, checks, verifiers, started };
}
