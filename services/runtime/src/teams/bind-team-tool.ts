/**
 * A team tool in the hands of one agent. What a call came to is written together with what it did, under its id: a call
 * that is made again, because its worker died, does nothing more and comes to the same. Calls of a turn keep their order.
 */
import { ERROR_CODES, errorOutcome, NexError, type Tool, type ToolOutcome } from '@nex/core';
import { execute, json, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { Context } from '../context.ts';
import type { RunAgentInput } from '../runs/run-agent-input.ts';
import { inTeam } from './open-team.ts';
import type { TeamTool } from './tools/team-tool.ts';

export interface TeamCaller {
  context: Context;
  agentId: string;
  input: RunAgentInput;
}

export function bindTeamTool(tool: TeamTool, { context, agentId, input }: TeamCaller): Tool {
  const { run, tree } = input;
  const teamId = run.root_run_id;
  const { name, description, inputSchema } = tool;
  return {
    definition: {
      name,
      description,
      inputSchema,
      origin: { kind: 'builtin' },
      repeatable: true,
      disableParallel: true,
    },
    check: (args) => tool.check(args),
    async execute(args, { callId, signal }) {
      signal.throwIfAborted();
      try {
        const outcome = await inTeam(context.pool, { teamId, claim: tree.claim }, async (team) => {
          const before = await findOutcome(team.on, run.id, callId);
          if (before) return before;
          const made = await tool.run(team, args, agentId);
          await keepOutcome(team.on, run.id, callId, made);
          return made;
        });
        context.bus.treeChanged(teamId);
        await tool.afterwards?.(outcome, tree.holding.workspace, signal);
        return outcome;
      } catch (thrown) {
        if (!(thrown instanceof NexError) || ERROR_CODES[thrown.code].http >= 500) throw thrown;
        const hint = thrown.hint === undefined ? '' : ` ${thrown.hint}`;
        return errorOutcome('tool_error', `${thrown.message}${hint}`);
      }
    },
  };
}

async function findOutcome(on: Queryable, runId: string, callId: string): Promise<ToolOutcome | undefined> {
  const row = await maybeOne(
    on,
    // Written by this file from a ToolOutcome.
    z.object({ outcome: z.custom<ToolOutcome>() }),
    sql`select outcome from runtime.team_calls where run_id = ${runId} and call_id = ${callId}`,
  );
  return row?.outcome;
}

async function keepOutcome(
  on: Queryable,
  runId: string,
  callId: string,
  outcome: ToolOutcome,
): Promise<void> {
  await execute(
    on,
    sql`insert into runtime.team_calls (run_id, call_id, outcome)
      values (${runId}, ${callId}, ${json(outcome)}::jsonb)`,
  );
}
