/** What a conversation with an agent begins with: its system prompt, one block per part, and what the workspace says. */
import { promptOf } from '@nex/assembly';
import type { AgentSpec, Message } from '@nex/core';

export interface Opening {
  /** Of the conversation. */
  agentId: string;
  at: Date;
  /** Text of NEXAU.md in the workspace. */
  instructions: string | undefined;
}

const HEADING = '# Project Instructions (NEXAU.md)';

/** The instructions go to the end of the last part. */
export function openingMessages(agent: AgentSpec, { instructions, ...run }: Opening): Message[] {
  const parts = promptOf(agent, run).filter(({ text }) => text !== '');
  if (instructions !== undefined && instructions.trim() !== '') {
    const last = parts.pop() ?? { text: '', cache: true };
    const text = [last.text, HEADING, instructions].filter((one) => one !== '').join('\n\n');
    parts.push({ ...last, text });
  }
  if (parts.length === 0) return [];
  const content = parts.map(({ text, cache }) => ({
    type: 'text' as const,
    text,
    ...(cache ? { cache: true as const } : {}),
  }));
  return [{ role: 'system', content }];
}
