import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { activeTraceId, activeTraceparent, inSpan, startTelemetry, traceIdOf } from '../src/index.ts';

interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  status?: { code?: number };
}

const received: Span[] = [];
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(chunks).toString()) as {
      resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
    };
    for (const resource of body.resourceSpans)
      for (const scope of resource.scopeSpans) received.push(...scope.spans);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
});
let endpoint: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});

afterAll(() => new Promise((resolve) => receiver.close(resolve)));

test('spans nest, cross processes as text, mark errors, and reach an OTLP receiver at the end', async () => {
  const telemetry = await startTelemetry({ serviceName: 'test', otlpEndpoint: endpoint });
  let carried = '';
  let outside = '';
  await inSpan('outer', {}, async () => {
    outside = activeTraceId();
    carried = activeTraceparent();
    await inSpan('inner', {}, () => Promise.resolve());
  });
  const failing = inSpan('continued', { traceparent: carried }, () => {
    expect(activeTraceId()).toBe(outside);
    return Promise.reject(new Error('no'));
  });
  await expect(failing).rejects.toThrow('no');
  await telemetry[Symbol.asyncDispose]();
  const named = Object.fromEntries(received.map((span) => [span.name, span]));
  expect(Object.keys(named).sort()).toEqual(['continued', 'inner', 'outer']);
  expect(new Set(received.map((span) => span.traceId))).toEqual(new Set([outside]));
  expect(traceIdOf(carried)).toBe(outside);
  expect(named['inner']?.parentSpanId).toBe(named['outer']?.spanId);
  expect(named['continued']).toMatchObject({ parentSpanId: named['outer']?.spanId, status: { code: 2 } });
});
