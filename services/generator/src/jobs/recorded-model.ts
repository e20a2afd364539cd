/** A model whose every answer is a row before anybody sees it: after a crash the same question costs nothing. */
import { type Metrics, type Model, type ModelReply, type ModelRequest, textOf, type Usage } from '@nex/core';
import { digestJson, digestText } from '@nex/core/digest';
import type { Pool } from '@nex/postgres';
import { findReply, insertCall } from '../store/model-calls.ts';
import type { Spending } from './spending.ts';

export interface Recording {
  pool: Pool;
  frameworkId: string;
  stepKey: string;
  spending: Spending;
  /** Called for every answer, from a row or fresh. */
  onUsage(usage: Usage): void;
  metrics: Metrics;
}

/** `call` throws `budget_exhausted` before a call that the budget has no room for. */
export function recordedModel(model: Model, recording: Recording): Model {
  const { pool, frameworkId, stepKey, spending, onUsage, metrics } = recording;
  return {
    name: model.name,
    provider: model.provider,
    async call(request, options): Promise<ModelReply> {
      const { messages, responseSchema, sampling } = request;
      const requestDigest = digestJson({
        model: model.name,
        messages: saidIn(messages),
        responseSchema,
        sampling,
      });
      const key = { frameworkId, stepKey, requestDigest };
      const known = await findReply(pool, key);
      metrics.count('nex_cache_requests_total', { cache: 'model_calls', result: known ? 'hit' : 'miss' });
      if (known) {
        onUsage(known.usage);
        return known;
      }
      spending.check(stepKey);
      const startedAt = performance.now();
      const reply = await model.call(request, options);
      spending.add(reply.usage);
      onUsage(reply.usage);
      await insertCall(pool, {
        ...key,
        question: responseSchema?.name ?? 'text',
        inputDigest: digestText(messages[1] ? textOf(messages[1]) : ''),
        reply,
        durationMs: Math.round(performance.now() - startedAt),
      });
      return reply;
    },
  };
}

/** Ids and times of messages differ each time; what is said does not. */
function saidIn(messages: ModelRequest['messages']) {
  return messages.map((message) => [message.role, textOf(message)]);
}
