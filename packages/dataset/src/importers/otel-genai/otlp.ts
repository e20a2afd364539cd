/**
 * What a line of OTLP in JSON holds: spans (`resourceSpans`), events as log records (`resourceLogs`), or one span or log
 * record by itself, as some exporters write them. Source: opentelemetry-proto, `trace.proto`, `logs.proto`.
 */
import { isJsonObject, type Json, type JsonObject } from '@nex/core';
import { listAt, stringAt, valueAt } from '../fields.ts';
import type { TracePart } from '../trace-window.ts';
import { anyValue, attributesOf } from './any-value.ts';

export interface OtelEvent {
  name: string;
  attributes: JsonObject;
  body: Json | undefined;
  timeMs: number | undefined;
}

export interface OtelSpan {
  id: string;
  parentId: string | null;
  name: string;
  startMs: number | undefined;
  endMs: number | undefined;
  isError: boolean;
  statusMessage: string | undefined;
  attributes: JsonObject;
  events: OtelEvent[];
}

export type OtelItem = { span: OtelSpan } | { event: OtelEvent; spanId: string };

export function isOtlp(value: JsonObject): boolean {
  return LISTS.some((name) => listAt(value, name) !== undefined) || isSpan(value);
}

const LISTS = ['resourceSpans', 'resource_spans', 'resourceLogs', 'resource_logs'];

function isSpan(value: JsonObject): boolean {
  const context = isJsonObject(value['context']) ? value['context'] : value;
  return (
    stringAt(context, 'traceId', 'trace_id') !== undefined &&
    stringAt(context, 'spanId', 'span_id') !== undefined &&
    value['attributes'] !== undefined
  );
}

export function itemsOf(value: JsonObject): TracePart<OtelItem>[] | string {
  const lists = LISTS.flatMap((name) => listAt(value, name) ?? []).filter(isJsonObject);
  if (lists.length === 0)
    return isSpan(value) ? itemOf(value) : 'neither resourceSpans nor resourceLogs nor a span';
  return lists.flatMap((resource) =>
    (listAt(resource, 'scopeSpans', 'scope_spans', 'scopeLogs', 'scope_logs') ?? [])
      .filter(isJsonObject)
      .flatMap((scope) => listAt(scope, 'spans', 'logRecords', 'log_records') ?? [])
      .filter(isJsonObject)
      .flatMap(itemOf),
  );
}

function itemOf(value: JsonObject): TracePart<OtelItem>[] {
  const context = isJsonObject(value['context']) ? value['context'] : value;
  const traceId = stringAt(context, 'traceId', 'trace_id') ?? '';
  const id = stringAt(context, 'spanId', 'span_id') ?? '';
  if (traceId === '' || id === '') return [];
  const isEvent = value['body'] !== undefined || stringAt(value, 'eventName', 'event_name') !== undefined;
  return [{ traceId, item: isEvent ? { event: eventOf(value), spanId: id } : { span: spanOf(value, id) } }];
}

function spanOf(value: JsonObject, id: string): OtelSpan {
  const status = isJsonObject(value['status']) ? value['status'] : {};
  const code = valueAt(status, 'code', 'status_code');
  return {
    id,
    parentId: stringAt(value, 'parentSpanId', 'parent_span_id', 'parent_id') || null,
    name: stringAt(value, 'name') ?? '',
    startMs: timeMs(valueAt(value, 'startTimeUnixNano', 'start_time_unix_nano', 'start_time', 'startTime')),
    endMs: timeMs(valueAt(value, 'endTimeUnixNano', 'end_time_unix_nano', 'end_time', 'endTime')),
    isError: code === 2 || code === 'STATUS_CODE_ERROR' || code === 'ERROR',
    statusMessage: stringAt(status, 'message', 'description'),
    attributes: attributesOf(value['attributes']),
    events: (listAt(value, 'events') ?? []).filter(isJsonObject).map(eventOf),
  };
}

function eventOf(value: JsonObject): OtelEvent {
  const attributes = attributesOf(value['attributes']);
  return {
    name: stringAt(value, 'eventName', 'event_name', 'name') ?? stringAt(attributes, 'event.name') ?? '',
    attributes,
    body: value['body'] === undefined ? undefined : anyValue(value['body']),
    timeMs: timeMs(valueAt(value, 'timeUnixNano', 'time_unix_nano', 'observedTimeUnixNano', 'timestamp')),
  };
}

/** Nanoseconds since 1970, mostly as a string; or an ISO time. */
function timeMs(value: Json | undefined): number | undefined {
  const isCount = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
  const ms = isCount ? Number(value) / 1e6 : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) || ms === 0 ? undefined : ms;
}
