import { type Model, type ModelDelta, NexError, NO_METRICS } from '@nex/core';
import { trace } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { REQUEST, scriptedModel, textReply } from '../__fixtures__/scripted-model.ts';
import { createLane } from '../pacing/lane.ts';
import { composeModel, MIDDLEWARE } from './index.ts';

/** Each member of the table, with options under which it lets everything through. */
const MEMBERS: Record<keyof typeof MIDDLEWARE, (model: Model) => Model> = {
  retry: (model) => MIDDLEWARE.retry(model, { attempts: 1 }),
  rateLimit: (model) =>
    MIDDLEWARE.rateLimit(model, { admit: () => Promise.resolve(), settle: () => Promise.resolve() }),
  lane: (model) => MIDDLEWARE.lane(model, createLane(4)),
  concurrency: (model) => MIDDLEWARE.concurrency(model, 4),
  tracing: (model) => MIDDLEWARE.tracing(model, trace.getTracer('test')),
  metrics: (model) => MIDDLEWARE.metrics(model, NO_METRICS),
  failover: (model) => MIDDLEWARE.failover(model, []),
  pricing: (model) => MIDDLEWARE.pricing(model, { other: { inputPerMillionUsd: 1, outputPerMillionUsd: 1 } }),
};

describe.each(Object.entries(MEMBERS))('%s', (_name, wrap) => {
  const { signal } = new AbortController();

  test('keeps name and provider', () => {
    expect(wrap(scriptedModel([]))).toMatchObject({ name: 'scripted', provider: 'models.test' });
  });

  test('hands on the request, the reply, the signal and the deltas', async () => {
    const reply = textReply('yes');
    const seen: unknown[] = [];
    const base = scriptedModel([
      async (options) => {
        seen.push(options.signal);
        options.onDelta?.({ type: 'text', delta: 'yes' });
        return reply;
      },
    ]);
    const deltas: ModelDelta[] = [];
    const answer = await wrap(base).call(REQUEST, { signal, onDelta: (delta) => void deltas.push(delta) });
    expect(answer).toBe(reply);
    expect(base.requests[0]).toBe(REQUEST);
    expect(seen[0]).toBe(signal);
    expect(deltas).toEqual([{ type: 'text', delta: 'yes' }]);
  });

  test('does not ask for a stream that nobody reads', async () => {
    let asked: unknown;
    const base = scriptedModel([
      async (options) => {
        asked = options.onDelta;
        return textReply('yes');
      },
    ]);
    await wrap(base).call(REQUEST, { signal });
    expect(asked).toBeUndefined();
  });

  test('throws the very error of the model, and works again after it', async () => {
    const error = new NexError('model_rejected', 'no');
    const model = wrap(scriptedModel([error, textReply('yes')]));
    await expect(model.call(REQUEST, { signal })).rejects.toBe(error);
    await expect(model.call(REQUEST, { signal })).resolves.toEqual(textReply('yes'));
  });
});

test('the first of the list is the outermost', async () => {
  const order: string[] = [];
  const note =
    (name: string) =>
    (model: Model): Model => ({
      ...model,
      call: (request, options) => {
        order.push(name);
        return model.call(request, options);
      },
    });
  const model = composeModel(scriptedModel([textReply('yes')]), [note('outer'), note('inner')]);
  await model.call(REQUEST, { signal: new AbortController().signal });
  expect(order).toEqual(['outer', 'inner']);
});
