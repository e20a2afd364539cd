import { AsyncLocalStorage } from 'node:async_hooks';
import { textMessage } from '@nex/core';
import { type Context, context, propagation, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fixture } from '../src/__fixtures__/read-fixture.ts';
import { createModelFactory } from '../src/index.ts';
import { startReplyServer } from './reply-server.ts';

const SPAN = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED };
const TRACEPARENT = `00-${SPAN.traceId}-${SPAN.spanId}-01`;

beforeEach(() => {
  const active = new AsyncLocalStorage<Context>();
  context.setGlobalContextManager({
    active: () => active.getStore() ?? ROOT_CONTEXT,
    with: (one, run, self, ...args) => active.run(one, () => run.call(self as never, ...args)),
    bind: (_context, target) => target,
    enable: () => context as never,
    disable: () => context as never,
  });
  propagation.setGlobalPropagator({
    fields: () => ['traceparent'],
    extract: (from) => from,
    inject(from, carrier, setter) {
      const span = trace.getSpanContext(from);
      if (span) setter.set(carrier, 'traceparent', `00-${span.traceId}-${span.spanId}-0${span.traceFlags}`);
    },
  });
});
afterEach(() => {
  context.disable();
  propagation.disable();
});

test('requests carry the trace that they belong to, and only where a tracer was given', async () => {
  await using server = await startReplyServer([{ body: fixture('text.json') }]);
  const options = { baseUrl: server.baseUrl, apiKey: 'sk-test-0123456789', model: 'm' };
  await using traced = createModelFactory({ ...options, tracer: trace.getTracer('test') });
  await using plain = createModelFactory(options);
  const { signal } = new AbortController();
  const request = { messages: [textMessage('user', 'hi')] };
  const call = (factory: typeof plain) => factory().call(request, { signal });

  await context.with(trace.setSpanContext(ROOT_CONTEXT, SPAN), () => call(traced));
  await context.with(trace.setSpanContext(ROOT_CONTEXT, SPAN), () => call(plain));
  await call(traced);
  expect(server.requests.map(({ headers }) => headers.traceparent)).toEqual([
    TRACEPARENT,
    undefined,
    undefined,
  ]);
  expect(server.requests[0]?.headers).toMatchObject({
    authorization: 'Bearer sk-test-0123456789',
    'content-type': 'application/json',
  });
});
