/** What makes a trajectory the one that it is, as a text to compare: requests, answers, calls and results. */
import { type Trajectory, textOf } from '@nex/core';

/** System prompts are left out: trajectories of one framework share them whatever they do. */
export function trajectoryText({ runs }: Trajectory): string {
  const parts: string[] = [];
  for (const { messages } of runs) {
    for (const { role, content } of messages) {
      if (role === 'system') continue;
      for (const block of content) {
        if (block.type === 'text' || block.type === 'reasoning') parts.push(block.text);
        else if (block.type === 'tool_call') parts.push(block.name, block.argumentsText);
        else if (block.type === 'tool_result') parts.push(textOf(block));
      }
    }
  }
  return parts.join('\n');
}
