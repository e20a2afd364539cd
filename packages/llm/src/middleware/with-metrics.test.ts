import { type Metrics, NexError, NO_METRICS } from '@nex/core';
import { expect, test } from 'vitest';
import { REQUEST, scriptedModel, textReply } from '../__fixtures__/scripted-model.ts';
import { withMetrics, withRetryMetrics } from './with-metrics.ts';
import { withRetry } from './with-retry.ts';

function told(): { metrics: Metrics; lines: string[] } {
  const lines: string[] = [];
  const say = (name: string, labels: object, value: number | string) =>
    void lines.push([name, ...Object.values(labels), value].join(' '));
  return {
    lines,
    metrics: {
      ...NO_METRICS,
      count: (name, labels, by = 1) => say(name, labels, by),
      record: (name, value, labels) => say(name, labels, name.endsWith('usage') ? value : 's'),
    },
  };
}
const signal = new AbortController().signal;

test('an answer is told with its time, its tokens and its cost', async () => {
  const { metrics, lines } = told();
  const reply = textReply('hello');
  const priced = { ...reply, usage: { ...reply.usage, costUsd: 0.25 } };
  await withMetrics(scriptedModel([priced]), metrics).call(REQUEST, { signal });
  expect(lines).toEqual([
    'gen_ai.client.operation.duration chat models.test scripted  s',
    'nex_model_calls_total scripted ok 1',
    'nex_model_tokens_total scripted input 3',
    'nex_model_tokens_total scripted output 2',
    'gen_ai.client.token.usage chat models.test scripted input 3',
    'gen_ai.client.token.usage chat models.test scripted output 2',
    'nex_model_cost_usd_total scripted 0.25',
  ]);
});

test('each try is told, and the tries that follow a failure', async () => {
  const { metrics, lines } = told();
  const failing = scriptedModel([new NexError('model_overloaded', 'busy'), textReply('hello')]);
  const retried = withRetry(withMetrics(failing, metrics), { sleep: () => Promise.resolve() });
  await withRetryMetrics(retried, metrics).call(REQUEST, { signal });
  expect(lines.filter((line) => /calls|retries/.test(line))).toEqual([
    'nex_model_calls_total scripted model_overloaded 1',
    'nex_model_retries_total scripted model_overloaded 1',
    'nex_model_calls_total scripted ok 1',
  ]);
});
