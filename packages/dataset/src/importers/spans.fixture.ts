/**
 * Traces written once and spelled as Langfuse and as OpenTelemetry record them. The forms follow Langfuse's API reference
 * (`Observation`), opentelemetry-proto and the semantic conventions for generative AI, 1.36 (an event per message) and 1.37
 * (attributes).
 */
import type { Json, JsonObject } from '@nex/core';

/** Messages in OpenAI's form. */
export interface FixtureSpan {
  id: string;
  parent?: string;
  kind: 'agent' | 'model' | 'tool' | 'other';
  name?: string;
  /** Of a model call. */
  messages?: JsonObject[];
  answer?: JsonObject;
  tools?: Json[];
  finish?: string;
  /** Of a tool. */
  callId?: string;
  input?: Json;
  output?: Json;
  isError?: boolean;
}

const START_MS = Date.parse('2026-01-01T00:00:00.000Z');
export const TRACE = '0af7651916cd43dd8448eb211c80319c';

export const SPELLINGS: readonly [name: string, spell: (spans: readonly FixtureSpan[]) => string[]][] = [
  ['langfuse', langfuseLines],
  ['otel-genai attributes', (spans) => otelLines(spans, 'attributes')],
  ['otel-genai events of spans', (spans) => otelLines(spans, 'span events')],
  ['otel-genai log records', (spans) => otelLines(spans, 'log records')],
];

const TYPES = { agent: 'AGENT', model: 'GENERATION', tool: 'TOOL', other: 'SPAN' };

export function langfuseLines(spans: readonly FixtureSpan[]): string[] {
  return spans.map((span, index) =>
    JSON.stringify({
      id: span.id,
      traceId: TRACE,
      type: TYPES[span.kind],
      name: span.name ?? `some ${span.kind}`,
      startTime: new Date(START_MS + index * 1000).toISOString(),
      endTime: new Date(START_MS + index * 1000 + 500).toISOString(),
      parentObservationId: span.parent ?? null,
      level: span.isError ? 'ERROR' : 'DEFAULT',
      model: span.kind === 'model' ? 'model-1' : null,
      input: span.messages
        ? { messages: span.messages, ...(span.tools && { tools: span.tools }) }
        : (span.input ?? null),
      output: span.answer
        ? { ...span.answer, ...(span.finish && { finish_reason: span.finish }) }
        : (span.output ?? null),
      metadata: span.callId ? { tool_call_id: span.callId } : {},
      usageDetails: span.kind === 'model' ? { input: 10, output: 2 } : {},
    }),
  );
}

type OtelForm = 'attributes' | 'span events' | 'log records';
const OPERATIONS = { agent: 'invoke_agent', model: 'chat', tool: 'execute_tool', other: undefined };

/** A line per span, as the file exporter of the collector writes; log records before their spans. */
export function otelLines(spans: readonly FixtureSpan[], form: OtelForm): string[] {
  return spans.flatMap((span, index) => {
    const at = START_MS + index * 1000;
    const events = form === 'attributes' ? [] : eventsOf(span);
    const line = JSON.stringify({
      resourceSpans: [
        { resource: {}, scopeSpans: [{ scope: {}, spans: [otelSpan(span, at, form, events)] }] },
      ],
    });
    if (form !== 'log records' || events.length === 0) return [line];
    const logRecords = events.map(({ name, fields }) => ({
      timeUnixNano: nano(at),
      eventName: name,
      traceId: TRACE,
      spanId: span.id,
      body: anyValue(fields),
    }));
    return [JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }), line];
  });
}

function otelSpan(span: FixtureSpan, at: number, form: OtelForm, events: readonly FixtureEvent[]) {
  const attributes: JsonObject = {
    ...(OPERATIONS[span.kind] && { 'gen_ai.operation.name': OPERATIONS[span.kind] }),
    ...(span.kind === 'agent' && { 'gen_ai.agent.name': span.name ?? 'some agent' }),
    ...(span.kind === 'tool' && { 'gen_ai.tool.name': span.name ?? 'some tool' }),
    ...(span.callId && { 'gen_ai.tool.call.id': span.callId }),
    ...(span.kind === 'tool' && {
      ...(span.input !== undefined && { 'gen_ai.tool.call.arguments': JSON.stringify(span.input) }),
      ...(span.output !== undefined && { 'gen_ai.tool.call.result': span.output }),
    }),
    ...(span.kind === 'agent' &&
      span.output !== undefined && {
        'gen_ai.output.messages': JSON.stringify([
          { role: 'assistant', parts: [{ type: 'text', content: span.output }] },
        ]),
      }),
  };
  if (span.kind === 'model') {
    Object.assign(attributes, {
      'gen_ai.request.model': 'model-1',
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 2,
      ...(span.finish && { 'gen_ai.response.finish_reasons': [span.finish] }),
      ...(span.tools && { 'gen_ai.tool.definitions': JSON.stringify(span.tools) }),
    });
    if (form === 'attributes') {
      Object.assign(attributes, {
        'gen_ai.input.messages': JSON.stringify((span.messages ?? []).map(otelMessage)),
        ...(span.answer && { 'gen_ai.output.messages': JSON.stringify([otelMessage(span.answer)]) }),
      });
    }
  }
  return {
    traceId: TRACE,
    spanId: span.id,
    parentSpanId: span.parent ?? '',
    name: span.name ?? `some ${span.kind}`,
    startTimeUnixNano: nano(at),
    endTimeUnixNano: nano(at + 500),
    attributes: keyValues(attributes),
    status: span.isError ? { code: 2 } : {},
    events:
      form === 'span events'
        ? events.map(({ name, fields }) => ({
            name,
            timeUnixNano: nano(at),
            attributes: keyValues({ 'gen_ai.event.content': JSON.stringify(fields) }),
          }))
        : [],
  };
}

function otelMessage(message: JsonObject): JsonObject {
  const { role, content, reasoning_content: thoughts, tool_calls: calls, tool_call_id: callId } = message;
  if (role === 'tool')
    return { role, parts: [{ type: 'tool_call_response', id: callId ?? null, response: content ?? '' }] };
  const parts: Json[] = [];
  if (thoughts) parts.push({ type: 'reasoning', content: thoughts });
  if (content !== null && content !== undefined && content !== '') parts.push({ type: 'text', content });
  for (const call of (calls ?? []) as JsonObject[]) {
    const { name, arguments: args } = call['function'] as JsonObject;
    parts.push({ type: 'tool_call', id: call['id'] ?? null, name: name ?? '', arguments: args ?? null });
  }
  return { role: role ?? 'user', parts };
}

interface FixtureEvent {
  name: string;
  fields: JsonObject;
}

function eventsOf(span: FixtureSpan): FixtureEvent[] {
  const input = (span.messages ?? []).map(({ role, tool_call_id: id, ...rest }) => ({
    name: `gen_ai.${role as string}.message`,
    fields: { ...rest, ...(id !== undefined && { id }) },
  }));
  if (!span.answer) return input;
  return [
    ...input,
    {
      name: 'gen_ai.choice',
      fields: { index: 0, finish_reason: span.finish ?? 'stop', message: span.answer },
    },
  ];
}

function keyValues(attributes: JsonObject): Json {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: Json): Json {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number')
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (value === null) return {};
  return Array.isArray(value)
    ? { arrayValue: { values: value.map(anyValue) } }
    : { kvlistValue: { values: keyValues(value) } };
}

function nano(ms: number): string {
  return `${ms}000000`;
}
