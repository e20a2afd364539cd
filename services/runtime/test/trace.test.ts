/** One trace from the request to the tool call, as an OTLP receiver sees it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Run } from '@nex/core';
import { startTelemetry } from '@nex/telemetry';
import { expect, test } from 'vitest';
import { TEAM_BUNDLE } from './support/bundles.ts';
import { finished, trajectoryOf } from './support/follow.ts';
import { answersIn, startModelServer, systemText } from './support/model-server.ts';
import { startTestRuntime } from './support/test-runtime.ts';

interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: { key: string; value: { stringValue?: string } }[];
}

interface Export {
  resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
}

test('spans of the agents, their tools and their model calls nest under the request', async () => {
  const spans: Span[] = [];
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString()) as Export;
      for (const { scopeSpans } of resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const otlpEndpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  let run: Run;
  {
    await using _telemetry = await startTelemetry({ serviceName: 'runtime', otlpEndpoint });
    await using model = await startModelServer((asked) => {
      if (!systemText(asked).includes('the lead') || answersIn(asked) > 0) return { text: 'Done.' };
      return { calls: [{ name: 'Agent', args: { sub_agent_name: 'researcher', message: 'Go' } }] };
    });
    await using runtime = await startTestRuntime({ modelUrl: model.url });
    const created = await runtime.post('/v1/runs', { files: TEAM_BUNDLE, agent: 'lead.yaml', input: 'Go' });
    run = await finished(runtime.url, ((await created.json()) as Run).id);
    const { provenance } = await trajectoryOf(runtime.url, run.id);
    expect(provenance.traceId).toBe(run.traceId);
  }
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));

  expect(run.traceId).toMatch(/^[0-9a-f]{32}$/);
  const own = spans.filter((span) => span.traceId === run.traceId);
  const byId = new Map(own.map((span) => [span.spanId, span]));
  const path = (span: Span): string[] => {
    const parent = byId.get(span.parentSpanId ?? '');
    return [...(parent ? path(parent) : []), span.name];
  };
  const paths = own.map((span) => path(span).join(' > '));
  const root = 'POST /v1/runs > run.execute > invoke_agent lead';
  expect(paths).toContain(`${root} > execute_tool Agent > invoke_agent researcher`);
  const chats = paths.filter((one) => /> chat [^>]*$/.test(one));
  expect(chats.filter((one) => one.startsWith(`${root} > chat`))).toHaveLength(2);
  expect(chats.filter((one) => one.includes('> invoke_agent researcher > chat'))).toHaveLength(1);
  const lead = own.find((span) => span.name === 'invoke_agent lead');
  const attributes = Object.fromEntries(
    lead?.attributes.map(({ key, value }) => [key, value.stringValue]) ?? [],
  );
  expect(attributes).toMatchObject({
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.name': 'lead',
    'gen_ai.conversation.id': run.id,
  });
});
