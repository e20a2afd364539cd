/**
 * Where a span of a model call keeps what was said. Sources: OpenTelemetry's semantic conventions for generative AI.
 * From 1.37: the attributes `gen_ai.system_instructions`, `gen_ai.input.messages`, `gen_ai.output.messages`,
 * `gen_ai.tool.definitions`, on the span or on the event `gen_ai.client.inference.operation.details`. Until 1.36: an event
 * per message, `gen_ai.{system,user,assistant,tool}.message`, and `gen_ai.choice` for the answer; their fields are the
 * body of a log record, attributes of an event of the span, or JSON in the attribute `gen_ai.event.content`. Older still:
 * numbered attributes (`indexed-messages.ts`).
 */
import { isJsonObject, type Json, type JsonObject } from '@nex/core';
import { listAt, numberAt, stringAt, unpacked, valueAt } from '../fields.ts';
import { indexedMessages, partsOr } from './indexed-messages.ts';
import type { OtelEvent } from './otlp.ts';

export interface SpanContent {
  input: Json | undefined;
  output: Json | undefined;
  tools: Json | undefined;
}

const DETAILS = 'gen_ai.client.inference.operation.details';
const MESSAGE = /^gen_ai\.(system|user|assistant|tool)\.message$/;

export function contentOf(attributes: JsonObject, events: readonly OtelEvent[]): SpanContent {
  const details = events.filter((event) => event.name === DETAILS);
  const given: JsonObject = Object.assign({}, ...details.map((event) => event.attributes), attributes);
  const tools = valueAt(given, 'gen_ai.tool.definitions', 'gen_ai.request.tools');
  const input = unpacked(valueAt(given, 'gen_ai.input.messages'));
  const output = unpacked(valueAt(given, 'gen_ai.output.messages'));
  const instructions = unpacked(valueAt(given, 'gen_ai.system_instructions'));
  const system: Json[] = instructions === undefined ? [] : [{ role: 'system', parts: asParts(instructions) }];
  if (input !== undefined || output !== undefined) {
    return {
      input: [...system, ...(Array.isArray(input) ? input : input === undefined ? [] : [input])],
      output: firstChoice(output),
      tools,
    };
  }
  const indexed = indexedMessages(attributes);
  if (indexed.input.length > 0 || indexed.output !== undefined) {
    return { ...indexed, tools: tools ?? indexed.tools };
  }
  const old = fromEvents(events);
  return { input: [...system, ...old.input], output: old.output, tools };
}

/** Each message of an answer is a choice. Some recorders write a message for each part of one: then the last one alone says how it ended. */
function firstChoice(output: Json | undefined): Json | undefined {
  if (!Array.isArray(output) || output.length < 2) return output;
  const isChoice = (item: Json) => isJsonObject(item) && Boolean(stringAt(item, 'finish_reason'));
  return output.every(isChoice) ? output.slice(0, 1) : output;
}

function asParts(value: Json): Json {
  return typeof value === 'string' ? [{ type: 'text', content: value }] : value;
}

/** In order of time; events of one time keep their order. */
function fromEvents(events: readonly OtelEvent[]): { input: Json[]; output: Json | undefined } {
  const ordered = events.toSorted((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0));
  const input: Json[] = [];
  let output: Json | undefined;
  for (const event of ordered) {
    const role = MESSAGE.exec(event.name)?.[1];
    const fields = fieldsOf(event);
    if (role !== undefined) input.push({ ...message(fields), role: stringAt(fields, 'role') ?? role });
    // Of several choices the first is the one that a conversation goes on with.
    else if (event.name === 'gen_ai.choice' && (numberAt(fields, 'index') ?? 0) === 0) {
      const said = unpacked(valueAt(fields, 'message'));
      const finish = stringAt(fields, 'finish_reason');
      const inner = isJsonObject(said) ? said : said === undefined ? fields : { content: said };
      output = { ...message(inner), ...withCalls(fields), ...(finish && { finish_reason: finish }) };
    }
  }
  return { input, output };
}

function fieldsOf({ attributes, body }: OtelEvent): JsonObject {
  const packed = unpacked(valueAt(attributes, 'gen_ai.event.content'));
  return { ...attributes, ...(isJsonObject(packed) ? packed : {}), ...(isJsonObject(body) ? body : {}) };
}

function message(fields: JsonObject): JsonObject {
  return {
    ...fields,
    content: partsOr(valueAt(fields, 'content', 'gen_ai.prompt') ?? null),
    ...withCalls(fields),
  };
}

function withCalls(fields: JsonObject): JsonObject {
  const calls = unpacked(fields['tool_calls']);
  const list = Array.isArray(calls) ? calls : listAt(fields, 'tool_calls');
  return list ? { tool_calls: list } : {};
}
