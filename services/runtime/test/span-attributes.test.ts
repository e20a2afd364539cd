/** What the spans of a run say, by the names of OpenTelemetry's conventions and by Langfuse's, as receivers read them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BundleFile, Run } from '@nex/core';
import { startTelemetry } from '@nex/telemetry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { finished } from './support/follow.ts';
import { answersIn, startModelServer, systemText } from './support/model-server.ts';
import { math } from './support/replays.ts';
import { createRun } from './support/runs.ts';
import { startTestRuntime } from './support/test-runtime.ts';

const CANARY = { key: 'canary-key-8d21', said: 'canary-said-b0c7' };
const OTLP = '/v1/traces';
const LANGFUSE = '/api/public/otel/v1/traces';

const calculator = (name: string, lines: string): BundleFile => ({
  path: `${name}.yaml`,
  content: `type: agent
name: ${name}
description: Calculates.
llm_config: { temperature: 0.5, max_tokens: 64 }
mcp_servers: [{ type: catalogue, name: calc, tools: [math] }]
${lines}`,
});
const FILES = [
  calculator('boss', 'system_prompt: The boss.\nsub_agents: [{ name: clerk, config_path: clerk.yaml }]\n'),
  calculator('clerk', 'system_prompt: The clerk.\n'),
];

interface Value {
  stringValue?: string;
  intValue?: number;
  doubleValue?: number;
  arrayValue?: { values: Value[] };
}
interface Span {
  name: string;
  attributes: { key: string; value: Value }[];
}
type Said = Record<string, unknown>;

const bodies: string[] = [];
/** By address, then by name of the span, in order of their ends. */
const received: Record<string, Map<string, Said[]>> = { [OTLP]: new Map(), [LANGFUSE]: new Map() };
let run: Run;
let modelHost = '';

const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    bodies.push(body);
    const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
    const spans = received[request.url ?? ''];
    for (const span of resourceSpans.flatMap((one) => one.scopeSpans).flatMap((one) => one.spans)) {
      const said = Object.fromEntries(span.attributes.map(({ key, value }) => [key, plain(value)]));
      spans?.set(span.name, [...(spans.get(span.name) ?? []), said]);
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
});

function plain({ stringValue, intValue, doubleValue, arrayValue }: Value): unknown {
  return stringValue ?? intValue ?? doubleValue ?? arrayValue?.values.map(plain);
}

/** Boss: calculates, asks the clerk, who calculates what cannot be, and answers. */
beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const langfuse = { host: address, publicKey: 'pk', secretKey: 'sk' };
  await using _telemetry = await startTelemetry({ serviceName: 'runtime', otlpEndpoint: address, langfuse });
  await using model = await startModelServer((asked) => {
    const turn = answersIn(asked);
    if (systemText(asked).includes('clerk')) {
      return turn === 0 ? { calls: [{ id: 'c1', ...math('2+') }] } : { text: CANARY.said };
    }
    if (turn === 0) return { calls: [{ id: 'b1', ...math('6*7') }] };
    const args = { sub_agent_name: 'clerk', message: CANARY.said };
    return turn === 1 ? { calls: [{ id: 'b2', name: 'Agent', args }] } : { text: CANARY.said };
  });
  modelHost = new URL(model.url).host;
  await using runtime = await startTestRuntime({
    modelUrl: model.url,
    environment: {
      LLM_API_KEY: CANARY.key,
      MODEL_PRICES: JSON.stringify({ 'scripted-1': { inputPerMillionUsd: 1, outputPerMillionUsd: 4 } }),
    },
  });
  const created = await createRun(runtime, { files: FILES, agent: 'boss.yaml', input: CANARY.said });
  run = await finished(runtime.url, created.id);
});
afterAll(async () => {
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

/** Name of the span, which of those of that name, and what it says. */
const TABLE: [name: string, index: number, says: () => Said][] = [
  [
    'invoke_agent boss',
    0,
    () => ({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.provider.name': modelHost,
      'gen_ai.request.model': 'scripted-1',
      'gen_ai.agent.name': 'boss',
      'gen_ai.agent.id': run.id,
      'gen_ai.conversation.id': run.id,
      'nex.run.stop_reason': 'answered',
      'nex.run.attempt': 1,
    }),
  ],
  [
    'invoke_agent clerk',
    0,
    () => ({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'clerk',
      'gen_ai.agent.id': expect.stringMatching(/^run_/),
      'gen_ai.conversation.id': run.id,
    }),
  ],
  [
    'chat scripted-1',
    0,
    () => ({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': modelHost,
      'server.address': modelHost,
      'gen_ai.request.model': 'scripted-1',
      'gen_ai.request.temperature': 0.5,
      'gen_ai.request.max_tokens': 64,
      'gen_ai.request.seed': expect.any(Number),
      'gen_ai.response.model': 'scripted-1',
      'gen_ai.response.finish_reasons': ['tool_calls'],
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 10,
      'gen_ai.usage.cost': 0.00014,
      'gen_ai.agent.name': 'boss',
      'gen_ai.conversation.id': run.id,
    }),
  ],
  [
    'chat scripted-1',
    3,
    () => ({ 'gen_ai.response.finish_reasons': ['stop'], 'gen_ai.agent.name': 'clerk' }),
  ],
  [
    'execute_tool calc__math',
    0,
    () => ({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'calc__math',
      'gen_ai.tool.call.id': 'b1',
      'gen_ai.tool.type': 'function',
      'gen_ai.agent.name': 'boss',
      'gen_ai.conversation.id': run.id,
      'nex.mcp.server': 'calc',
    }),
  ],
  [
    'execute_tool calc__math',
    1,
    () => ({ 'gen_ai.tool.call.id': 'c1', 'gen_ai.agent.name': 'clerk', 'error.type': 'tool_error' }),
  ],
  ['execute_tool Agent', 0, () => ({ 'gen_ai.tool.name': 'Agent', 'gen_ai.tool.call.id': 'b2' })],
];

test.each(TABLE)('%s (%i) says who did what, by the names of the conventions', (name, index, says) => {
  for (const spans of Object.values(received)) expect(spans.get(name)?.[index]).toMatchObject(says());
});

test('there is a span for each agent, each model call and each call of a tool, and an error only where one was', () => {
  const spans = received[OTLP] ?? new Map<string, Said[]>();
  const count = (name: string) => spans.get(name)?.length;
  expect(count('chat scripted-1')).toBe(5);
  expect(count('execute_tool calc__math')).toBe(2);
  expect(count('execute_tool Agent')).toBe(1);
  const failed = [...spans].filter(([, all]) => all.some((said) => said['error.type'] !== undefined));
  expect(failed.map(([name]) => name)).toEqual(['execute_tool calc__math']);
});

describe('Langfuse', () => {
  test.each([
    ['invoke_agent boss', 'agent'],
    ['chat scripted-1', 'generation'],
    ['execute_tool calc__math', 'tool'],
  ])('reads %s as an observation of the kind %s', (name, type) => {
    const [said] = received[LANGFUSE]?.get(name) ?? [];
    expect(said).toMatchObject({
      'langfuse.observation.type': type,
      'session.id': run.id,
      'langfuse.trace.tags': ['agent:boss'],
    });
    expect(received[OTLP]?.get(name)?.[0]).not.toHaveProperty('langfuse.observation.type');
  });
});

test('what was said, and the key of the model, are in no span unless that is asked for', () => {
  expect(run).toMatchObject({ state: 'completed', response: CANARY.said });
  expect(bodies.length).toBeGreaterThan(1);
  for (const body of bodies) for (const canary of Object.values(CANARY)) expect(body).not.toContain(canary);
});
