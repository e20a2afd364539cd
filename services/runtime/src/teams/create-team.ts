/** A new team: a root run of the leader, with the roles that it may fill. */
import type { CreateTeam } from '@nex/core';
import type * as z from 'zod';
import { putBundle } from '../bundles/put-bundle.ts';
import type { Context } from '../context.ts';
import { chooseAgent, createRuns } from '../runs/create-run.ts';
import type { RunView } from '../runs/run-view.ts';
import { bundleNotFound, findBundleContents } from '../store/bundles.ts';
import { findRun } from '../store/find-runs.ts';

/** The leader's run. Throws `not_found` for a bundle or an agent file that is not there. */
export async function createTeam(
  context: Context,
  tenant: string,
  { files, frameworkDigest, leader, candidates, maxTeammates, ...rest }: z.output<typeof CreateTeam>,
): Promise<RunView> {
  const digest = files ? (await putBundle(context, tenant, files)).digest : (frameworkDigest ?? '');
  const bundle = await findBundleContents(context.pool, tenant, digest);
  if (!bundle) throw bundleNotFound(digest);
  for (const [role, file] of Object.entries(candidates)) chooseAgent(bundle, file, `candidates.${role}`);
  const [row] = await createRuns(context, tenant, [
    { ...rest, frameworkDigest: digest, agent: leader, team: { candidates, maxTeammates } },
  ]);
  return findRun(context.pool, row?.id ?? '');
}
