/** Whether a model answers: one question with an answer of a few tokens. */
import { type Failure, NexError, toNexError } from './error.ts';
import { textMessage } from './message.ts';
import type { Model } from './model.ts';

export interface ModelProbe {
  name: string;
  /** Host of its server. */
  provider: string;
  /** Absent when it answered. */
  failure?: Failure;
}

/** Some servers take no less. */
const MAX_TOKENS = 16;
const TIMEOUT_MS = 10_000;

/** Asks once, without another try. Never throws: that the model is away is its answer. */
export async function probeModel(model: Model, signal: AbortSignal): Promise<ModelProbe> {
  const { name, provider } = model;
  const failed = new AbortController();
  try {
    const request = { messages: [textMessage('user', 'Say ok.')], sampling: { maxTokens: MAX_TOKENS } };
    await model.call(request, {
      signal: AbortSignal.any([signal, failed.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      onRetry: ({ code }) => failed.abort(new NexError(code, 'The model server does not answer.')),
    });
    return { name, provider };
  } catch (thrown) {
    const reason: unknown = failed.signal.aborted ? failed.signal.reason : thrown;
    return { name, provider, failure: toNexError(reason).toFailure() };
  }
}
