/** One trace from the request for a build to the rows that came of it, over every border between processes. */
import { startTestStack } from '@nex/testkit';
import { expect, test } from 'vitest';
import { type ReceivedSpan, startOtlpSink } from './support/otlp-sink.ts';
import { type DataSet, fetchDataSet, makeBuild, makeFramework } from './support/story.ts';

test('the request, the queue, gRPC, agents, model and tools form one tree', async () => {
  await using sink = await startOtlpSink();
  const platform = await startTestStack({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint } });
  let traceId: string;
  let rows: DataSet['rows'];
  try {
    const framework = await makeFramework(platform.client);
    const build = await makeBuild(platform.client, { frameworkId: framework.id, queries: 3 });
    traceId = build.traceId;
    await using data = await fetchDataSet(platform.client, build.id);
    rows = data.rows;
  } finally {
    // Services send what they still hold when they end.
    await platform[Symbol.asyncDispose]();
  }

  expect(rows.length).toBeGreaterThan(0);
  expect(rows.map((row) => row.lineage.trace_id)).toEqual(rows.map(() => traceId));

  const spans = sink.spans.filter((span) => span.traceId === traceId);
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const orphans = spans.filter((span) => span.parentSpanId !== undefined && !byId.has(span.parentSpanId));
  expect(orphans.map((span) => `${span.service}: ${span.name}`)).toEqual([]);
  const roots = spans.filter((span) => span.parentSpanId === undefined);
  expect(roots.map((span) => `${span.service}: ${span.name}`)).toEqual([
    expect.stringMatching(/gateway: POST \/v1\/builds/),
  ]);

  const agentWork = spans.filter((span) => 'gen_ai.operation.name' in span.attributes);
  for (const span of agentWork) expect(path(span, byId).at(-1)).toBe(roots[0]);
  const deepest = agentWork
    .map((span) => path(span, byId))
    .toSorted((a, b) => b.length - a.length)
    .find(([span]) => span?.attributes['gen_ai.operation.name'] === 'execute_tool');
  // A tool of a sub-agent, seen from below. The two spans that are named after jobs took them from the queue.
  expect(deepest?.map((span) => `${span.service}: ${span.name}`)).toEqual([
    expect.stringMatching(/^runtime: execute_tool \w+__\w+$/),
    expect.stringMatching(/^runtime: invoke_agent /),
    'runtime: execute_tool Agent',
    expect.stringMatching(/^runtime: invoke_agent /),
    'runtime: run.execute',
    'runtime: nex.v1.RuntimeService/CreateRuns',
    'pipeline: nex.v1.RuntimeService/CreateRuns',
    'pipeline: stage run-agents',
    'pipeline: build.advance',
    'pipeline: POST /v1/builds',
    'gateway: POST /v1/builds',
  ]);
  const chats = agentWork.filter((span) => span.attributes['gen_ai.operation.name'] === 'chat');
  expect(new Set(chats.map((span) => path(span, byId)[1]?.name.split(' ')[0]))).toEqual(
    new Set(['stage', 'invoke_agent']),
  );
});

/** From the span up to its root. */
function path(span: ReceivedSpan | undefined, byId: Map<string, ReceivedSpan>): ReceivedSpan[] {
  const found: ReceivedSpan[] = [];
  for (let at = span; at !== undefined; at = at.parentSpanId ? byId.get(at.parentSpanId) : undefined)
    found.push(at);
  return found;
}
