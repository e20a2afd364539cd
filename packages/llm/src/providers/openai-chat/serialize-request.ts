/** The body of a chat completions request. Messages come last, so that the body of a turn extends the one before. */
import type { Message, ModelRequest, Sampling, ToolDefinition } from '@nex/core';
import { createMessageSerializer } from './serialize-messages.ts';

export interface RequestSettings {
  model: string;
  defaultSampling: Sampling;
  /** Fields for the provider; `extra_body` is spread. The request's own `extra` wins. */
  extra: Readonly<Record<string, unknown>>;
  replayReasoning: boolean;
}

export type RequestSerializer = (request: ModelRequest, stream: boolean) => string;

/** What this room decides and no extra field may change. */
const RESERVED = ['model', 'messages', 'tools', 'stream', 'stream_options', 'extra_body', 'n'];

export function createRequestSerializer(settings: RequestSettings): RequestSerializer {
  const messagesJson: (messages: readonly Message[]) => string = createMessageSerializer(settings);
  const toolsJson = onceEach((tools: readonly ToolDefinition[]) => JSON.stringify(tools.map(toolOf)));
  const formatJson = onceEach((schema: NonNullable<ModelRequest['responseSchema']>['schema']) =>
    JSON.stringify(schema),
  );
  const head = `{"model":${JSON.stringify(settings.model)}`;
  const defaults = fields(settings.defaultSampling, settings.extra);

  return (request, stream) => {
    const { sampling, extra, tools, responseSchema } = request;
    let body = head;
    const own = sampling || extra ? { ...defaults, ...fields(sampling ?? {}, extra ?? {}) } : defaults;
    for (const key in own) body += `,${JSON.stringify(key)}:${JSON.stringify(own[key])}`;
    if (stream) body += ',"stream":true,"stream_options":{"include_usage":true}';
    if (responseSchema) {
      const name = JSON.stringify(responseSchema.name);
      body += `,"response_format":{"type":"json_schema","json_schema":{"name":${name},"schema":${formatJson(responseSchema.schema)}}}`;
    }
    if (tools && tools.length > 0) body += `,"tools":${toolsJson(tools)}`;
    return `${body},"messages":${messagesJson(request.messages)}}`;
  };
}

function fields(sampling: Sampling, extra: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const body = extra.extra_body;
  const all: Record<string, unknown> = {
    temperature: sampling.temperature,
    top_p: sampling.topP,
    max_tokens: sampling.maxTokens,
    seed: sampling.seed,
    ...extra,
    ...(typeof body === 'object' && body !== null ? body : {}),
  };
  for (const key of RESERVED) delete all[key];
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function toolOf({ name, description, inputSchema }: ToolDefinition): object {
  return { type: 'function', function: { name, description, parameters: inputSchema } };
}

/** Remembers the result per object. */
function onceEach<K extends object>(make: (key: K) => string): (key: K) => string {
  const known = new WeakMap<K, string>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = make(key);
      known.set(key, value);
    }
    return value;
  };
}
