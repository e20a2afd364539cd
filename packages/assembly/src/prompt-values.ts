/**
 * What prompt templates may name beside the agent's own values: the names of NexAU, for the place where tools work here.
 * A prompt is rendered once for many runs, so what differs from run to run stands in it as a mark until one begins. The
 * date is the day, not the second: prompts of one day begin alike, and providers keep what they read.
 */
import type { AgentSpec, JsonObject, PromptPart } from '@nex/core';
import { WORKSPACE_ALIAS } from '@nex/tools';

const AGENT_ID = '\uE002\u0031\uE003';
const TIMESTAMP = '\uE002\u0032\uE003';
const MARK = /\uE002([12])\uE003/g;

/** @param day YYYY-MM-DD. */
export function promptValues(day: string): JsonObject {
  const place = {
    date: day,
    username: 'agent',
    working_directory: WORKSPACE_ALIAS,
    operating_system: 'Linux',
    platform: 'linux',
    shell_tool_backend: 'bash',
    shell_tool_guidance:
      'Commands run in bash. Each call starts in the working directory; a change of directory does not last.',
  };
  return { ...place, env_content: place, agent_id: AGENT_ID, timestamp: TIMESTAMP };
}

/** The parts of the prompt for one run; `at` is when it was made. */
export function promptOf(
  { systemPrompt }: Pick<AgentSpec, 'systemPrompt'>,
  run: { agentId: string; at: Date },
): PromptPart[] {
  return systemPrompt.map(({ text, ...part }) => ({
    ...part,
    text: text.replace(MARK, (_, which) => (which === '1' ? run.agentId : run.at.toISOString())),
  }));
}
