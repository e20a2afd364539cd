/** Calls of a run under the names that assertions use: a tool by its own, a sub-agent by the agent's name. */
import { type TrajectoryRun, textOf } from '@nex/core';
import { callHistoryOf } from '../call-history.ts';

export interface NamedCall {
  id: string;
  name: string;
  succeeded: boolean;
  messageIndex: number;
  /** Ascending; calls of one message have one. */
  turn: number;
}

/** In the order of the calls, with those before a compaction. A sub-agent is called through a tool whose argument `sub_agent_name` names it. */
export function namedCallsOf(run: TrajectoryRun): NamedCall[] {
  const delegates = new Set(
    run.tools.filter((tool) => tool.origin.kind === 'sub_agent').map((tool) => tool.name),
  );
  return callHistoryOf(run).map(({ call, result, messageIndex, turn }) => {
    const agent = delegates.has(call.name) ? call.arguments?.['sub_agent_name'] : undefined;
    return {
      id: call.id,
      name: typeof agent === 'string' ? agent : call.name,
      succeeded: result?.isError === false,
      messageIndex,
      turn,
    };
  });
}

/** Everything that the agent was told: the request and the results of its calls. */
export function toldTo(run: TrajectoryRun): string {
  const texts: string[] = [];
  for (const message of run.messages) {
    if (message.role === 'user') texts.push(textOf(message));
    for (const block of message.content) {
      if (block.type !== 'tool_result') continue;
      texts.push(textOf(block));
      if (block.structured !== undefined) texts.push(JSON.stringify(block.structured));
    }
  }
  return texts.join('\n');
}
