/**
 * Stands for middleware of the agent's own files, whose code does not run in a replay: what it added to the
 * conversation, and the response that it gave, are played from the log. What it did to answers, arguments and results
 * is in what model and tools play.
 */
import type { Middleware } from '@nex/agent';
import type { AgentSpec } from '@nex/core';
import type { Playback } from './playback.ts';

export function playedMiddleware({ middlewares }: AgentSpec, playback: Playback): Middleware[] {
  if (!middlewares.some(({ name }) => name === 'python')) return [];
  return [
    {
      name: 'python',
      beforeAgent: ({ messages }) => [...messages, ...playback.addedHere()],
      beforeModel: ({ messages }) => ({ messages: [...messages, ...playback.addedHere()] }),
      // The answer itself is not in the log that was produced so far.
      afterModel: () => ({ continueWith: playback.addedHere(1) }),
      afterAgent: () => playback.record.run.response,
    },
  ];
}
