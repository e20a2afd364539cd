/**
 * The tools of a run as its agent's files make them: contracts, rules and all. What they do is played: a call comes to
 * what it came to. Pure ones run again, and a sub-agent's answer is taken from the run below.
 */
import { createSubAgentTool, type Middleware } from '@nex/agent';
import { assembleTools, completeTools } from '@nex/assembly';
import type { AgentSpec, Tool, ToolDefinition } from '@nex/core';
import { type ToolEnvironment, type ToolHost, WORKSPACE_ALIAS } from '@nex/tools';
import type { Context } from '../context.ts';
import { DEFAULT_LIMITS } from '../runs/create-run.ts';
import { OUTPUTS } from '../runs/open-agent.ts';
import { recordedCheck } from '../runs/recorded-check.ts';
import { TEAM_CHECKS } from './agents-of-tree.ts';
import { firstDifference } from './first-difference.ts';
import { EndOfRecord, type Playback } from './playback.ts';
import type { RunRecord } from './read-tree-record.ts';

export interface PlayedTools {
  tools: Tool[];
  /** Ids of calls whose recorded outcome was played. */
  played: Set<string>;
}

const unreachable = async (): Promise<never> => {
  throw new TypeError('A replay has no effect.');
};
const ENVIRONMENT: ToolEnvironment = {
  workspace: { resolve: unreachable, change: unreachable },
  sandbox: unreachable,
  fetch: unreachable,
};
export const UNUSED_HOST: ToolHost = { call: unreachable, async [Symbol.asyncDispose]() {} };
const HOSTS = { node: UNUSED_HOST, python: UNUSED_HOST, fetch: unreachable };
const PURE: ReadonlySet<string> = new Set(['LoadSkill']);

/** Throws `config_invalid` for an agent whose tools cannot be bound any more. */
export function playedTools(
  context: Context,
  agent: AgentSpec,
  playback: Playback,
  childOf: (callId: string) => RunRecord | undefined,
): PlayedTools {
  const { record } = playback;
  const { argumentChecks: checks } = context;
  const played = new Set<string>();
  const play = (tool: Tool): Tool => ({
    ...tool,
    async execute(_args, { callId }) {
      const outcome = playback.outcomeOf(callId);
      if (!outcome) throw new EndOfRecord();
      played.add(callId);
      return outcome;
    },
  });
  const assembled = assembleTools(agent, {
    environment: ENVIRONMENT,
    checks,
    hosts: HOSTS,
    mcpTools: serverTools(agent, record.tools).map((definition) => ({
      definition,
      check: recordedCheck(context, definition),
      execute: unreachable,
    })),
  });
  const agentTool = subAgentTool(agent, playback, play, childOf);
  const tools = assembled.map((tool) =>
    tool.definition.origin.kind === 'builtin' && PURE.has(tool.definition.name) ? tool : play(tool),
  );
  const team = record.tools.flatMap((definition) => {
    const check = TEAM_CHECKS.get(definition.name);
    const isTeams = definition.origin.kind === 'builtin' && record.run.agent_file !== null;
    const isTaken = tools.some((tool) => tool.definition.name === definition.name);
    return check && isTeams && !isTaken ? [play({ definition, check, execute: unreachable })] : [];
  });
  return { tools: completeTools(agent, [...tools, ...(agentTool ? [agentTool] : []), ...team]), played };
}

/** What shortens long results, for those that are worked out anew; recorded ones are short already. */
export function forNewResults(middleware: readonly Middleware[], played: ReadonlySet<string>): Middleware[] {
  return middleware
    .filter((one) => one.name === 'long_tool_output')
    .map(({ name, afterTool }) => ({
      name,
      afterTool: (call, outcome, hooks) =>
        played.has(call.id) ? outcome : (afterTool?.(call, outcome, hooks) ?? outcome),
    }));
}

/** Where a long result was kept. */
export function outputPath(runId: string, name: string): string {
  return `${WORKSPACE_ALIAS}/${OUTPUTS}/${runId}/${name.replaceAll(/[^\w.-]/g, '_')}`;
}

/** What the servers offered, each tool once: under its own name rather than under that of a tool file. */
function serverTools(agent: AgentSpec, recorded: readonly ToolDefinition[]): ToolDefinition[] {
  const bound = new Set(agent.tools.map((tool) => tool.name));
  const byPlace = new Map<string, ToolDefinition>();
  for (const definition of recorded) {
    const { origin } = definition;
    if (origin.kind !== 'mcp') continue;
    const place = JSON.stringify([origin.server, origin.tool]);
    const before = byPlace.get(place);
    if (!before || bound.has(before.name)) byPlace.set(place, definition);
  }
  return [...byPlace.values()];
}

function subAgentTool(
  agent: AgentSpec,
  playback: Playback,
  play: (tool: Tool) => Tool,
  childOf: (callId: string) => RunRecord | undefined,
): Tool | undefined {
  const { run } = playback.record;
  const tool = createSubAgentTool({
    subAgents: agent.subAgents.map(({ name, agent: { description } }) => ({ name, description })),
    depthLeft: (run.limits.maxDepth ?? DEFAULT_LIMITS.maxDepth) - run.depth,
    async run(name, message, subAgentId, { callId }) {
      const child = childOf(callId)?.run;
      if (!child) throw new EndOfRecord();
      const begun = { agent: child.agent, message: child.input, goesOnWith: child.continues_run_id };
      const asked = { agent: name, message, goesOnWith: subAgentId ?? null };
      playback.note(firstDifference(`toolCalls.${callId}`, begun, asked));
      return { runId: child.id, stopReason: child.stop_reason ?? 'error', response: child.response };
    },
  });
  if (!tool) return undefined;
  const fromLog = play(tool);
  return {
    ...tool,
    // A call that was refused began no run.
    execute: (args, context) => (childOf(context.callId) ? tool : fromLog).execute(args, context),
  };
}
