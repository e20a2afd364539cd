/** A run as tools give it, and what is told while it works. */
import { type Json, Run, type RunEvent } from '@nex/core';
import type * as z from 'zod';
import { bounded, follow, type ToolCall } from '../tool.ts';

export const RunView = Run.pick({
  id: true,
  state: true,
  stopReason: true,
  agent: true,
  input: true,
  response: true,
  output: true,
  usage: true,
  failure: true,
  parentRunId: true,
  frameworkDigest: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
});
export type RunView = z.infer<typeof RunView>;

/** One line of a list. */
export const RunLine = RunView.pick({
  id: true,
  state: true,
  agent: true,
  input: true,
  frameworkDigest: true,
  createdAt: true,
});

/** The run at its end, or when the time is over. */
export async function followRun(call: ToolCall, id: string, seconds: number): Promise<RunView> {
  const { client } = call.context;
  if (seconds > 0) {
    const agents = new Map<string, string>();
    await follow(
      call,
      seconds,
      (options) => client.runs.events(id, options),
      ({ event }) => progressOf(event, agents),
    );
  }
  return bounded(RunView.parse(await client.runs.get(id, { signal: call.signal })));
}

/** Of beginnings, tool calls and ends; the rest is not told. `agents` keeps who is at work in which run. */
function progressOf({ type, runId, data }: RunEvent, agents: Map<string, string>): string | undefined {
  if (type === 'RUN_STARTED') agents.set(runId, textOf(data['agent']));
  const agent = agents.get(runId) || runId;
  if (type === 'RUN_STARTED') return `${agent} begins`;
  if (type === 'TOOL_CALL_START') return `${agent} calls ${textOf(data['toolCallName'])}`;
  if (type === 'RUN_FINISHED') return `${agent} is done`;
  if (type === 'RUN_ERROR') return `${agent} failed`;
  return undefined;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
