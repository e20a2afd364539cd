/** Each try takes a turn in the lane of its model, and tells the lane how the server took it. */
import { type Model, NexError } from '@nex/core';
import type { Lane, TurnEnd } from '../pacing/lane.ts';

/** Statuses by which servers say that they have too much to do: 529 is Anthropic's. */
const TURNED_AWAY = new Set([429, 503, 529]);

/** Whether a server refused for its pace: it took in nothing, and takes the same call later. */
export function isThrottle(thrown: unknown): thrown is NexError {
  if (!(thrown instanceof NexError) || thrown.code !== 'model_overloaded') return false;
  return thrown.retryAfterMs !== undefined || TURNED_AWAY.has(thrown.upstreamStatus ?? 0);
}

export function withLane(model: Model, lane: Lane): Model {
  return {
    name: model.name,
    provider: model.provider,
    async call(request, options) {
      const turn = await lane.enter(options.signal);
      let how: TurnEnd = { outcome: 'other' };
      try {
        const reply = await model.call(request, options);
        how = { outcome: 'good' };
        return reply;
      } catch (thrown) {
        if (isThrottle(thrown)) how = { outcome: 'throttled', retryAfterMs: thrown.retryAfterMs };
        throw thrown;
      } finally {
        turn.end(how);
      }
    },
  };
}
