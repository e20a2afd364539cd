/** Tells of each request to a model server: how it ended, how long it took, what it used. What was said stays out. */
import {
  type Metrics,
  type Model,
  type ModelCallOptions,
  secondsSince,
  toNexError,
  type Usage,
} from '@nex/core';

export function withMetrics(model: Model, metrics: Metrics): Model {
  const asked = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': model.provider,
    'gen_ai.request.model': model.name,
  };
  const tellEnd = (startedAt: number, code: string) => {
    const labels = { ...asked, 'error.type': code };
    metrics.record('gen_ai.client.operation.duration', secondsSince(startedAt), labels);
    metrics.count('nex_model_calls_total', { model: model.name, outcome: code || 'ok' });
  };
  const tellUsage = (usage: Usage) => {
    const { inputTokens, outputTokens, cachedInputTokens, reasoningTokens, costUsd } = usage;
    const count = (type: string, tokens: number) => {
      if (tokens > 0) metrics.count('nex_model_tokens_total', { model: model.name, type }, tokens);
    };
    count('input', inputTokens);
    count('output', outputTokens);
    count('cached_input', cachedInputTokens);
    count('reasoning', reasoningTokens);
    metrics.record('gen_ai.client.token.usage', inputTokens, { ...asked, 'gen_ai.token.type': 'input' });
    metrics.record('gen_ai.client.token.usage', outputTokens, { ...asked, 'gen_ai.token.type': 'output' });
    if (costUsd) metrics.count('nex_model_cost_usd_total', { model: model.name }, costUsd);
  };
  return {
    name: model.name,
    provider: model.provider,
    async call(request, options) {
      const startedAt = performance.now();
      try {
        const reply = await model.call(request, timeFirst(model.name, options, startedAt, metrics));
        tellEnd(startedAt, '');
        tellUsage(reply.usage);
        return reply;
      } catch (thrown) {
        tellEnd(startedAt, toNexError(thrown).code);
        throw thrown;
      }
    },
  };
}

/** Counts the tries that are still to come; around `withRetry`. */
export function withRetryMetrics(inner: Model, metrics: Metrics): Model {
  const { name: model, provider } = inner;
  return {
    name: model,
    provider,
    call: (request, options) =>
      inner.call(request, {
        ...options,
        onRetry(retry) {
          metrics.count('nex_model_retries_total', { model, code: retry.code });
          options.onRetry?.(retry);
        },
      }),
  };
}

function timeFirst(
  model: string,
  options: ModelCallOptions,
  startedAt: number,
  metrics: Metrics,
): ModelCallOptions {
  const { onDelta } = options;
  if (!onDelta) return options;
  let told = false;
  return {
    ...options,
    onDelta(delta) {
      if (!told) metrics.record('nex_model_first_chunk_seconds', secondsSince(startedAt), { model });
      told = true;
      onDelta(delta);
    },
  };
}
