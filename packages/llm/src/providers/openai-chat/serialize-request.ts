/** The body of a chat completions request. Messages come last, so that the body of a turn extends the one before. */
import type { ModelRequest, Sampling, ToolDefinition } from '@nex/core';
import { onceEach } from '../once-each.ts';
import {
  type FieldRules,
  fieldsJson,
  hasTools,
  requestFields,
  withoutToolFields,
} from '../request-fields.ts';
import { createMessageSerializer } from './serialize-messages.ts';

export interface RequestSettings {
  model: string;
  defaultSampling: Sampling;
  /** Fields for the provider; `extra_body` is spread. The request's own `extra` wins. */
  extra: Readonly<Record<string, unknown>>;
  replayReasoning: boolean;
  /** Fields that are not sent, whoever set them. What makes a request one cannot be left out. */
  dropParameters: readonly string[];
}

export type RequestSerializer = (request: ModelRequest, stream: boolean) => string;

const NAMES = {
  temperature: 'temperature',
  topP: 'top_p',
  maxTokens: 'max_tokens',
  seed: 'seed',
  frequencyPenalty: 'frequency_penalty',
  presencePenalty: 'presence_penalty',
  stop: 'stop',
} as const;
/** What this room decides and no extra field may change. */
const RESERVED = ['model', 'messages', 'tools', 'stream', 'stream_options', 'n'];

export function createRequestSerializer(settings: RequestSettings): RequestSerializer {
  const dropped = new Set(settings.dropParameters);
  const rules: FieldRules = { names: NAMES, reserved: RESERVED, dropped: settings.dropParameters };
  const messagesJson = createMessageSerializer(settings);
  const toolsJson = onceEach((tools: readonly ToolDefinition[]) => JSON.stringify(tools.map(toolOf)));
  const schemaJson = onceEach((schema: object) => JSON.stringify(schema));
  const head = `{"model":${JSON.stringify(settings.model)}`;
  const streaming = `,"stream":true${dropped.has('stream_options') ? '' : ',"stream_options":{"include_usage":true}'}`;
  const defaults = fieldsOf(settings.defaultSampling, settings.extra, rules);
  const defaultsJson = fieldsJson(defaults);
  const toollessJson = fieldsJson(withoutToolFields(defaults));

  return (request, stream) => {
    const { sampling, extra, tools, responseSchema } = request;
    const asksTools = hasTools(request) && !dropped.has('tools');
    let body = head;
    if (sampling || extra) {
      const fields = { ...defaults, ...fieldsOf(sampling, extra, rules) };
      body += fieldsJson(asksTools ? fields : withoutToolFields(fields));
    } else body += asksTools ? defaultsJson : toollessJson;
    if (stream) body += streaming;
    if (responseSchema && !dropped.has('response_format')) {
      const name = JSON.stringify(responseSchema.name);
      body += `,"response_format":{"type":"json_schema","json_schema":{"name":${name},"schema":${schemaJson(responseSchema.schema)}}}`;
    }
    if (tools && asksTools) body += `,"tools":${toolsJson(tools)}`;
    return `${body},"messages":${messagesJson(request.messages)}}`;
  };
}

/** An empty list of stop sequences is none: some servers refuse it. */
function fieldsOf(
  sampling: Sampling = {},
  extra: Readonly<Record<string, unknown>> = {},
  rules: FieldRules,
): Record<string, unknown> {
  const { stop, ...rest } = sampling;
  return requestFields(stop && stop.length > 0 ? sampling : rest, extra, rules);
}

function toolOf({ name, description, inputSchema }: ToolDefinition): object {
  return { type: 'function', function: { name, description, parameters: inputSchema } };
}
