/** An answer of another form than its API has is the server's fault: it leaves as a NexError, not as a fault of the reader. */
import { NexError } from '@nex/core';

export function guarded<T>(host: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof NexError) throw cause;
    throw new NexError('model_rejected', `The model server ${host} answered in a form that cannot be read.`, {
      hint: 'Check that LLM_BASE_URL and the API type of the agent fit together.',
      cause,
    });
  }
}
