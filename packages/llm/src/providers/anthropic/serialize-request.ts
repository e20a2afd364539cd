/** The body of a Messages request. Messages come last, so that the body of a turn extends the one before. */
import type { JsonSchema, ModelRequest, ToolDefinition } from '@nex/core';
import { onceEach } from '../once-each.ts';
import type { ProviderOptions } from '../provider-options.ts';
import { createRequestFields, type FieldRules, fieldsJson, withoutDropped } from '../request-fields.ts';
import { schemaNote } from '../schema-note.ts';
import { closedSchema } from './response-format.ts';
import { createConversationSerializer } from './serialize-messages.ts';

export interface RequestSerializer {
  body(request: ModelRequest, stream: boolean): string;
  dropProofs(request: ModelRequest): void;
}

type Fields = Record<string, unknown>;

/** The API has neither a seed nor penalties, and refuses fields that it does not know. */
const NAMES = {
  temperature: 'temperature',
  topP: 'top_p',
  maxTokens: 'max_tokens',
  stop: 'stop_sequences',
} as const;
const RESERVED = ['model', 'messages', 'system', 'tools', 'stream', 'n'];
/** The API has no default of its own. */
const MAX_TOKENS = 8192;

export function createRequestSerializer(options: ProviderOptions): RequestSerializer {
  const { model, settings = {} } = options;
  const rules: FieldRules = { names: NAMES, reserved: RESERVED, dropped: settings.dropParameters ?? [] };
  const conversation = createConversationSerializer({
    allowUnsignedThinking: settings.allowUnsignedThinking ?? false,
    cacheControl: rules.dropped.includes('cache_control')
      ? undefined
      : JSON.stringify({ type: 'ephemeral', ...(settings.cacheTtl ? { ttl: settings.cacheTtl } : {}) }),
  });
  const plainTools = onceEach((tools: readonly ToolDefinition[]) => JSON.stringify(tools.map(toolOf)));
  // Arguments arrive as they are written, unchecked by the server; only a stream has a use for it.
  const eagerTools = onceEach((tools: readonly ToolDefinition[]) =>
    JSON.stringify(tools.map((tool) => ({ ...toolOf(tool), eager_input_streaming: true }))),
  );
  const eager = (settings.toolStreaming ?? true) && !rules.dropped.includes('eager_input_streaming');
  const format = onceEach((schema: JsonSchema) => ({ closed: closedSchema(schema) }));
  const fieldsOf = createRequestFields(options, rules);
  const head = `{"model":${JSON.stringify(model)}`;

  return {
    body(request, stream) {
      const { tools, responseSchema } = request;
      const fields = fieldsOf(request);
      fields.max_tokens ??= MAX_TOKENS + thinkingBudget(fields.thinking);
      // The server refuses thinking together with either.
      if (thinks(fields.thinking)) for (const key of ['temperature', 'top_k']) delete fields[key];
      const notes: string[] = [];
      if (responseSchema) {
        const { closed } = format(responseSchema.schema);
        if (closed && !rules.dropped.includes('output_config')) {
          const config = isObject(fields.output_config) ? fields.output_config : {};
          fields.output_config = { ...config, format: { type: 'json_schema', schema: closed } };
        } else notes.push(schemaNote(responseSchema));
      }
      let body = head + fieldsJson({ max_tokens: fields.max_tokens, ...withoutDropped(fields, rules) });
      if (stream) body += ',"stream":true';
      if (tools && tools.length > 0) body += `,"tools":${(stream && eager ? eagerTools : plainTools)(tools)}`;
      return `${body}${conversation.json(request.messages, notes)}}`;
    },
    dropProofs: conversation.dropProofs,
  };
}

/** Thinking counts as output: the limit has to be above its budget. */
function thinkingBudget(thinking: unknown): number {
  const budget = isObject(thinking) ? thinking.budget_tokens : undefined;
  return typeof budget === 'number' && budget > 0 ? Math.floor(budget) : 0;
}

function thinks(thinking: unknown): boolean {
  return isObject(thinking) && thinking.type !== 'disabled';
}

function toolOf({ name, description, inputSchema }: ToolDefinition): object {
  return { name, description, input_schema: inputSchema };
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
