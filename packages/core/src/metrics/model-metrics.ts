/**
 * Calls of models. The two without our prefix are OpenTelemetry's for generative AI (semantic conventions, status:
 * development), with the buckets that it advises; Prometheus shows their full stops as underscores.
 */
import { type MetricDefinition, SECONDS } from './metric.ts';

const GEN_AI_LABELS = ['gen_ai.operation.name', 'gen_ai.provider.name', 'gen_ai.request.model'] as const;

export const MODEL_METRICS = {
  'gen_ai.client.operation.duration': {
    kind: 'histogram',
    unit: 's',
    labels: [...GEN_AI_LABELS, 'error.type'],
    buckets: [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
    help: 'Time of one request to a model server. error.type is empty for one that was answered.',
  },
  'gen_ai.client.token.usage': {
    kind: 'histogram',
    unit: '{token}',
    labels: [...GEN_AI_LABELS, 'gen_ai.token.type'],
    buckets: [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304],
    help: 'Tokens of one answer. gen_ai.token.type: input or output.',
  },
  nex_model_calls_total: {
    kind: 'counter',
    unit: '{call}',
    labels: ['model', 'outcome'],
    help: 'Requests to model servers, each try counted. outcome: ok, or the code of the error.',
  },
  nex_model_first_chunk_seconds: {
    kind: 'histogram',
    unit: 's',
    labels: ['model'],
    buckets: SECONDS,
    help: 'Time to the first part of an answer that was streamed.',
  },
  nex_model_tokens_total: {
    kind: 'counter',
    unit: '{token}',
    labels: ['model', 'type'],
    help: 'Tokens. type: input, output, and the parts of these that were cached_input and reasoning.',
  },
  nex_model_cost_usd_total: {
    kind: 'counter',
    unit: 'USD',
    labels: ['model'],
    help: 'Cost by the price table of the platform; models without a price add nothing.',
  },
  nex_model_retries_total: {
    kind: 'counter',
    unit: '{call}',
    labels: ['model', 'code'],
    help: 'Calls that failed and were tried again, by the code of the error.',
  },
  nex_model_calls_in_flight: {
    kind: 'gauge',
    unit: '{call}',
    labels: ['state'],
    help: 'Calls of models. state: running, or waiting for one of the places of MODEL_CONCURRENCY.',
  },
  nex_model_breakers: {
    kind: 'gauge',
    unit: '{breaker}',
    labels: ['state'],
    help: 'Circuit breakers of model servers with a failover. state: closed, open or half_open.',
  },
} as const satisfies Record<string, MetricDefinition>;
