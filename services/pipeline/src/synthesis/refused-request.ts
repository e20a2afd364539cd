import { NexError } from '@nex/core';

/** Of what is in a request, not of the model, the key or the address. */
const REFUSALS: ReadonlySet<number> = new Set([400, 413, 422]);

/** Whether a model server refused one request for what is in it; it may mean all of that form while it answered none. */
export function isRefused(thrown: unknown): thrown is NexError {
  return (
    thrown instanceof NexError &&
    (thrown.code === 'model_rejected' || thrown.code === 'context_overflow') &&
    REFUSALS.has(thrown.upstreamStatus ?? 0)
  );
}
