/** The agents of a tree's runs: from the bundle, from the agent above, and with what a team adds. */
import { type AgentSpec, NexError, type Tool } from '@nex/core';
import { loadRunAgent } from '../bundles/load-run-agent.ts';
import type { Context } from '../context.ts';
import { findTeam } from '../teams/open-team.ts';
import { teammatePrompt, withPrompt } from '../teams/prompts.ts';
import { seatLeader } from '../teams/seat-leader.ts';
import { TEAM_TOOLS } from '../teams/tools/index.ts';
import type { RunRecord } from './read-tree-record.ts';

/** Name → check of the arguments, of the tools that agents of a team are given. */
export const TEAM_CHECKS: ReadonlyMap<string, Tool['check']> = new Map(
  TEAM_TOOLS.map((tool): [string, Tool['check']] => [tool.name, (args) => tool.check(args)]),
);

/** Gives the agent of each run of a tree. It throws what is wrong with the bundle, and `internal` for a run without a place. */
export async function agentsOfTree(
  context: Context,
  records: readonly RunRecord[],
): Promise<(record: RunRecord) => Promise<AgentSpec>> {
  const byId = new Map(records.map((record) => [record.run.id, record]));
  const isTeam = (await findTeam(context.pool, records[0]?.run.root_run_id ?? '')) !== undefined;
  return async function agentOf({ run, teammate }): Promise<AgentSpec> {
    if (teammate !== undefined) return withPrompt(await loadRunAgent(context, run), teammatePrompt(teammate));
    const parent = byId.get(run.parent_run_id ?? '');
    if (!parent) {
      const agent = await loadRunAgent(context, run);
      return isTeam ? (await seatLeader(context, run, agent)).agent : agent;
    }
    const above = await agentOf(parent);
    const spec = above.subAgents.find((one) => one.name === run.agent);
    if (spec) return spec.agent;
    throw new NexError('not_found', `${above.name} has no sub-agent ${run.agent}.`);
  };
}
