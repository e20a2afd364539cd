/** The place of an agent in a team: what it is told, which tools it gets, and whom it sets to work. */
import { type AgentSpec, LEADER, NexError } from '@nex/core';
import { loadBundleAgent, loadRunAgent } from '../bundles/load-run-agent.ts';
import type { Context } from '../context.ts';
import { budgetBelow } from '../runs/budget-below.ts';
import { runAgent } from '../runs/run-agent.ts';
import type { RunAgentInput, TeamSeat } from '../runs/run-agent-input.ts';
import { settleRun } from '../runs/settle-run.ts';
import { takeUpChildRun } from '../store/claim.ts';
import type { RunRow } from '../store/run-row.ts';
import { bindTeamTool } from './bind-team-tool.ts';
import { startCrew } from './crew.ts';
import type { OpenTeamRun } from './members.ts';
import { findTeam, teamNotFound } from './open-team.ts';
import { leaderPrompt, teammatePrompt, withPrompt } from './prompts.ts';
import { finishTeamTool } from './tools/finish-team.ts';
import { TEAM_TOOLS } from './tools/index.ts';

/** The agent of a team's root run as it takes its place. Throws what is wrong with the agents of the roles. */
export async function seatLeader(
  context: Context,
  run: RunRow,
  agent: AgentSpec,
): Promise<Pick<RunAgentInput, 'agent' | 'team'>> {
  const team = await findTeam(context.pool, run.id);
  if (!team) throw teamNotFound(run.id);
  const roles = await Promise.all(
    Object.entries(team.candidates).map(async ([role, file]) => {
      const { description } = await loadBundleAgent(context, run.bundle_digest, file, run.created_at);
      return { role, description };
    }),
  );
  const leads = withPrompt(agent, leaderPrompt(roles));
  return {
    agent: { ...leads, stopTools: [...agent.stopTools, finishTeamTool.name] },
    team: {
      ...seatOf(context, LEADER),
      lead: (leader) =>
        startCrew({
          context,
          leader,
          maxAtWork: agent.maxRunningSubAgents,
          execute: (open, signal) => runTeammate(context, leader, open, signal),
        }),
    },
  };
}

/** Brings a run of a teammate to its end, or to where it waits. Rejects as `runAgent` does. */
async function runTeammate(
  context: Context,
  { tree, startChild }: RunAgentInput,
  { agent_id: agentId, ...open }: OpenTeamRun,
  signal: AbortSignal,
): Promise<void> {
  const run = await takeUpChildRun(context.pool, tree.claim, open);
  context.bus.treeChanged(run.root_run_id);
  let agent: AgentSpec;
  try {
    agent = await loadRunAgent(context, run);
  } catch (thrown) {
    if (!(thrown instanceof NexError) || thrown.code === 'unavailable') throw thrown;
    await settleRun(context, tree.claim, run, {
      stopReason: 'error',
      response: '',
      failure: thrown.toFailure(),
    });
    return;
  }
  await runAgent(context, {
    run,
    agent: withPrompt(agent, teammatePrompt(agentId)),
    tree,
    budget: await budgetBelow(context, tree.budget, run),
    signal,
    startChild,
    team: seatOf(context, agentId),
  });
}

function seatOf(context: Context, agentId: string): TeamSeat {
  const tools = TEAM_TOOLS.filter((tool) => tool.forAll || agentId === LEADER);
  return {
    tools: (input) => tools.map((tool) => bindTeamTool(tool, { context, agentId, input })),
  };
}
