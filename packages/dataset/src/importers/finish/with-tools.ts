/** The tools of a run: those that are given; where none are, those that it called. Names become ones that models may use. */
import { type Message, type ToolDefinition, type TrajectoryRun, toolCallsOf } from '@nex/core';
import { toolDefinition } from '../messages/tool-definitions.ts';
import type { Notes } from '../notes.ts';

/** @param delegated Ids of the calls that started runs: their tools are sub-agents. */
export function withTools(run: TrajectoryRun, delegated: ReadonlySet<string>, notes: Notes): TrajectoryRun {
  const leaves = [run.messages, ...(run.earlierLeaves ?? [])];
  const calls = leaves.flat().flatMap(toolCallsOf);
  const subAgents = new Set(calls.flatMap((call) => (delegated.has(call.id) ? [call.name] : [])));
  const given = run.tools.length > 0 ? run.tools : inferred(calls, run.runId, notes);
  const tools = given.map(
    (tool): ToolDefinition => ({
      ...tool,
      name: usableName(tool.name),
      origin: subAgents.has(tool.name) ? { kind: 'sub_agent' } : tool.origin,
    }),
  );
  const isUsable = given.every((tool) => tool.name === usableName(tool.name));
  if (isUsable) return { ...run, tools };
  notes.add('tool_renamed', `run ${run.runId}`, 'names with other signs than letters, digits, _ and -');
  const { earlierLeaves } = run;
  return {
    ...run,
    tools,
    messages: renamed(run.messages),
    ...(earlierLeaves && { earlierLeaves: earlierLeaves.map(renamed) }),
  };
}

function inferred(calls: readonly { name: string }[], runId: string, notes: Notes): ToolDefinition[] {
  const names = [...new Set(calls.map((call) => call.name))].filter((name) => name !== '');
  if (names.length > 0) notes.add('tools_inferred', `run ${runId}`, names.join(', '));
  return names.map((name) => toolDefinition(name));
}

function usableName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 64) || '_';
}

function renamed(messages: readonly Message[]): Message[] {
  return messages.map((message) => ({
    ...message,
    content: message.content.map((block) => {
      if (block.type === 'tool_call') return { ...block, name: usableName(block.name) };
      return block.type === 'tool_result' ? { ...block, toolName: usableName(block.toolName) } : block;
    }),
  }));
}
