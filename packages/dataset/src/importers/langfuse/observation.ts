/**
 * An observation of Langfuse, by any of the spellings in which it leaves Langfuse: the API (`parentObservationId`), the
 * export to storage (`parent_observation_id`, inputs as strings), the reference's files (`span_id`, `span_type`). Its type
 * says what it is; its name says nothing.
 *
 * Source: Langfuse's API reference, `Observation`; the types are EVENT, SPAN, GENERATION, AGENT, TOOL, CHAIN, RETRIEVER,
 * EVALUATOR, EMBEDDING, GUARDRAIL; levels DEBUG, DEFAULT, WARNING, ERROR.
 */
import { isJsonObject, type JsonObject } from '@nex/core';
import { numberAt, objectAt, stringAt, unpacked, valueAt } from '../fields.ts';
import { readTools } from '../messages/tool-definitions.ts';
import { modelSpan } from '../trace/model-span.ts';
import type { TraceSpan } from '../trace/span.ts';
import type { TraceReader } from '../trace/trace-reader.ts';
import { readUsage } from '../trace/usage.ts';

const KINDS: Readonly<Record<string, TraceSpan['kind']>> = {
  GENERATION: 'model',
  AGENT: 'agent',
  TOOL: 'tool',
  RETRIEVER: 'tool',
};

export function typeOf(value: JsonObject): string | undefined {
  return stringAt(value, 'span_type', 'type', 'observation_type')?.toUpperCase();
}

export function idOf(value: JsonObject): string | undefined {
  return stringAt(value, 'span_id', 'id', 'observation_id');
}

export function traceIdOf(value: JsonObject): string | undefined {
  return stringAt(value, 'trace_id', 'traceId', 'langfuse_trace_id');
}

export function observationSpan(value: JsonObject, reader: TraceReader): TraceSpan {
  const id = idOf(value) ?? '';
  const kind = KINDS[typeOf(value) ?? ''] ?? 'other';
  const metadata = metadataOf(value);
  const span: TraceSpan = {
    id,
    parentId: stringAt(value, 'parentObservationId', 'parent_observation_id', 'parent_span_id') || null,
    kind,
    name: stringAt(value, 'span_name', 'name') ?? '',
    startMs: timeOf(value, 'startTime', 'start_time'),
    endMs: timeOf(value, 'endTime', 'end_time'),
    isError: stringAt(value, 'level') === 'ERROR',
  };
  if (kind === 'model') return { ...span, model: modelOf(value, metadata, `span ${id}`, reader) };
  const callId = stringAt(metadata, 'tool_call_id', 'gen_ai.tool.call.id');
  const input = valueAt(value, 'input');
  const output = valueAt(value, 'output') ?? (span.isError ? statusOf(value) : undefined);
  return {
    ...span,
    ...(callId !== undefined && { callId }),
    ...(input !== undefined && { input }),
    ...(output !== undefined && { output }),
  };
}

function statusOf(value: JsonObject) {
  return stringAt(value, 'statusMessage', 'status_message');
}

function modelOf(value: JsonObject, metadata: JsonObject, at: string, reader: TraceReader) {
  const parameters = unpacked(valueAt(value, 'modelParameters', 'model_parameters'));
  const tools = readTools(
    (isJsonObject(parameters) ? valueAt(parameters, 'tools', 'functions') : undefined) ??
      valueAt(metadata, 'tools', 'gen_ai.tool.definitions'),
  );
  const usage = unpacked(valueAt(value, 'usageDetails', 'usage_details', 'usage'));
  const cost = numberAt(value, 'calculatedTotalCost', 'totalCost', 'total_cost');
  const details = isJsonObject(usage) ? usage : {};
  const spent = cost ?? numberAt(objectAt(value, 'costDetails', 'cost_details') ?? {}, 'total');
  return modelSpan(
    {
      at,
      input: valueAt(value, 'input'),
      // A failed call may keep the error's text as its output; it is no answer.
      output: stringAt(value, 'level') === 'ERROR' ? undefined : valueAt(value, 'output'),
      tools,
      name: stringAt(value, 'model', 'provided_model_name') ?? '',
      provider: stringAt(metadata, 'ls_provider', 'gen_ai.provider.name', 'provider') ?? '',
      usage: readUsage(details, spent),
    },
    reader,
  );
}

/** With the attributes that Langfuse keeps of spans of OpenTelemetry. */
function metadataOf(value: JsonObject): JsonObject {
  const metadata = unpacked(valueAt(value, 'metadata'));
  if (!isJsonObject(metadata)) return {};
  const attributes = unpacked(metadata['attributes']);
  return isJsonObject(attributes) ? { ...attributes, ...metadata } : metadata;
}

function timeOf(value: JsonObject, ...names: string[]): number | undefined {
  const given = stringAt(value, ...names);
  const isZoned = given !== undefined && /(?:Z|[+-]\d\d:?\d\d)$/.test(given);
  // The export to storage writes UTC without saying so.
  const ms =
    given === undefined
      ? numberAt(value, ...names)
      : Date.parse(isZoned ? given : `${given.replace(' ', 'T')}Z`);
  return ms === undefined || Number.isNaN(ms) ? undefined : ms;
}
