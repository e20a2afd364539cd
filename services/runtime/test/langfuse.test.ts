/** What Langfuse receives of a run, by OTLP over HTTP: its login, its names, and what was said when that is wanted. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Run } from '@nex/core';
import { startTelemetry } from '@nex/telemetry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startExecuteWorker } from '../src/jobs/execute.ts';
import { TEAM_BUNDLE } from './support/bundles.ts';
import { finished } from './support/follow.ts';
import { openLive } from './support/live.ts';
import { startStreamingModel } from './support/streaming-model.ts';
import { startTestRuntime } from './support/test-runtime.ts';

interface Value {
  stringValue?: string;
  intValue?: number;
  doubleValue?: number;
  arrayValue?: { values: Value[] };
}

interface WireSpan {
  name: string;
  traceId: string;
  attributes: { key: string; value: Value }[];
  events?: { name: string; attributes: { key: string; value: Value }[] }[];
}

interface Received {
  path: string;
  authorization: string | undefined;
  name: string;
  traceId: string;
  attributes: Record<string, unknown>;
  events: string[];
}

const SECRET = 'sk-abcdefghijklmnopqrstuvwx';
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const received: Received[] = [];
let run: Run;

const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString()) as {
      resourceSpans: { scopeSpans: { spans: WireSpan[] }[] }[];
    };
    const { url: path = '', headers } = request;
    for (const span of resourceSpans.flatMap((one) => one.scopeSpans).flatMap((one) => one.spans)) {
      received.push({
        path,
        authorization: headers.authorization,
        name: span.name,
        traceId: span.traceId,
        attributes: Object.fromEntries(span.attributes.map(({ key, value }) => [key, plain(value)])),
        events: span.events?.map((event) => event.name) ?? [],
      });
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
});

function plain({ stringValue, intValue, doubleValue, arrayValue }: Value): unknown {
  return stringValue ?? intValue ?? doubleValue ?? arrayValue?.values.map(plain);
}

/** Lead: a try that breaks off, then a call of the agent below, which answers; then the end. */
beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const host = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const langfuse = { host, publicKey: 'pk-lf', secretKey: 'sk-lf' };
  await using _telemetry = await startTelemetry({ serviceName: 'runtime', langfuse });
  await using model = await startStreamingModel();
  await using runtime = await startTestRuntime({
    modelUrl: model.url,
    concurrency: 0,
    environment: {
      OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true',
      MODEL_PRICES: JSON.stringify({ 'scripted-1': { inputPerMillionUsd: 1, outputPerMillionUsd: 4 } }),
    },
  });
  const created = await runtime.post(
    '/v1/runs',
    { files: TEAM_BUNDLE, agent: 'lead.yaml', input: `Use ${SECRET}.` },
    { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01` },
  );
  run = (await created.json()) as Run;
  await using _watching = await openLive(runtime.url, run.id);
  const { context } = runtime;
  await using _worker = await startExecuteWorker({
    ...context,
    config: { ...context.config, runConcurrency: 1 },
  });
  (await model.next()).cut();
  const call = { name: 'Agent', arguments: '{"sub_agent_name":"researcher","message":"Go"}' };
  (await model.next()).answer({ tool_calls: [{ index: 0, id: 'call_a', function: call }] });
  (await model.next()).answer({ content: 'Found.' });
  (await model.next()).answer({ content: 'Done.' });
  await finished(runtime.url, run.id);
});

afterAll(async () => {
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const spansOf = (name: string) => received.filter((span) => span.name === name);

test('every span goes to the project, with its keys, in the trace of the caller', () => {
  const login = `Basic ${Buffer.from('pk-lf:sk-lf').toString('base64')}`;
  expect(new Set(received.map(({ path }) => path))).toEqual(new Set(['/api/public/otel/v1/traces']));
  expect(new Set(received.map(({ authorization }) => authorization))).toEqual(new Set([login]));
  expect(run.traceId).toBe(TRACE_ID);
  for (const name of ['invoke_agent lead', 'invoke_agent researcher', 'execute_tool Agent']) {
    expect(spansOf(name)).toMatchObject([{ traceId: TRACE_ID, attributes: { 'session.id': run.id } }]);
  }
});

test('agents, model calls and tools are told apart, and a try that failed is an event of its agent', () => {
  const [lead] = spansOf('invoke_agent lead');
  expect(lead?.attributes).toMatchObject({
    'langfuse.observation.type': 'agent',
    'langfuse.trace.tags': ['agent:lead'],
    'nex.run.stop_reason': 'answered',
  });
  expect(lead?.events).toEqual(['nex.model.retry']);
  expect(spansOf('execute_tool Agent')[0]?.attributes['langfuse.observation.type']).toBe('tool');
  const chats = spansOf('chat scripted-1');
  expect(chats).toHaveLength(4);
  const answered = chats.filter(({ attributes }) => attributes['error.type'] === undefined);
  expect(answered).toHaveLength(3);
  for (const { attributes } of answered) {
    expect(attributes).toMatchObject({
      'langfuse.observation.type': 'generation',
      'session.id': run.id,
      'gen_ai.response.model': 'scripted-1',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 10,
      'gen_ai.usage.cost': 0.00014,
      'gen_ai.request.seed': expect.any(Number),
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
      'langfuse.observation.completion_start_time': expect.stringMatching(/^\d{4}-.*Z$/),
    });
  }
});

test('what was said is there without its secrets', () => {
  const [lead] = spansOf('invoke_agent lead');
  expect(lead?.attributes).toMatchObject({
    'langfuse.observation.input': expect.stringContaining('Use [redacted].'),
    'langfuse.observation.output': expect.stringContaining('Done.'),
  });
  expect(spansOf('execute_tool Agent')[0]?.attributes).toMatchObject({
    'gen_ai.tool.call.arguments': expect.stringContaining('researcher'),
    'langfuse.observation.output': expect.stringContaining('Found.'),
  });
  expect(JSON.stringify(received)).not.toContain(SECRET);
});
