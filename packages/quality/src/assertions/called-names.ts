/** Calls of a run under the names that assertions use: a tool by its own, a sub-agent by the agent's name. */
import { type TrajectoryRun, textOf } from '@nex/core';
import { callsOf } from '../calls.ts';

export interface NamedCall {
  name: string;
  succeeded: boolean;
  messageIndex: number;
}

/** In the order of the calls. A sub-agent is called through a tool whose argument `sub_agent_name` names it. */
export function namedCallsOf(run: TrajectoryRun): NamedCall[] {
  const delegates = new Set(
    run.tools.filter((tool) => tool.origin.kind === 'sub_agent').map((tool) => tool.name),
  );
  return callsOf(run).map(({ call, result, messageIndex }) => {
    const agent = delegates.has(call.name) ? call.arguments?.['sub_agent_name'] : undefined;
    return {
      name: typeof agent === 'string' ? agent : call.name,
      succeeded: result?.isError === false,
      messageIndex,
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
