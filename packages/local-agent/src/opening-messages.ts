/** What a conversation with an agent begins with: its system prompt, one block per part. */
import type { AgentSpec, Message } from '@nex/core';

export function openingMessages({ systemPrompt }: AgentSpec): Message[] {
  const parts = systemPrompt.filter(({ text }) => text !== '');
  if (parts.length === 0) return [];
  const content = parts.map(({ text, cache }) => ({
    type: 'text' as const,
    text,
    ...(cache ? { cache: true as const } : {}),
  }));
  return [{ role: 'system', content }];
}
