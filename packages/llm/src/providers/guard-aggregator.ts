/** An answer of another form than its API has is the server's fault: it leaves as a NexError, not as a fault of the reader. */
import { NexError } from '@nex/core';
import type { Aggregator } from './wire-model.ts';

export function guardAggregator(host: string, aggregator: Aggregator): Aggregator {
  function read<T>(run: () => T): T {
    try {
      return run();
    } catch (cause) {
      if (cause instanceof NexError) throw cause;
      throw new NexError(
        'model_rejected',
        `The model server ${host} answered in a form that cannot be read.`,
        {
          hint: 'Check that LLM_BASE_URL and the API type of the agent fit together.',
          cause,
        },
      );
    }
  }
  return {
    get finished() {
      return aggregator.finished;
    },
    pushWhole: (body, text) => read(() => aggregator.pushWhole(body, text)),
    push: (event, text) => read(() => aggregator.push(event, text)),
    reply: () => read(() => aggregator.reply()),
  };
}
