/** The body of a Responses request. The input comes last, so that the body of a turn extends the one before. */
import type { Message, ModelRequest, ToolDefinition } from '@nex/core';
import { createMessageFragments, splitSystem } from '../message-fragments.ts';
import { onceEach } from '../once-each.ts';
import type { ProviderOptions } from '../provider-options.ts';
import { createRequestFields, type FieldRules, fieldsJson, withoutDropped } from '../request-fields.ts';
import { schemaNote } from '../schema-note.ts';
import { inputItems } from './serialize-input.ts';

export interface RequestSerializer {
  body(request: ModelRequest, stream: boolean): string;
  dropProofs(request: ModelRequest): void;
}

/** The API has no seed, no penalties and no stop sequences, and refuses fields that it does not know. */
const NAMES = { temperature: 'temperature', topP: 'top_p', maxTokens: 'max_output_tokens' } as const;
const RESERVED = ['model', 'input', 'instructions', 'tools', 'stream', 'stream_options', 'store', 'n'];
const ENCRYPTED = 'reasoning.encrypted_content';

export function createRequestSerializer(options: ProviderOptions): RequestSerializer {
  const { model, settings } = options;
  const rules: FieldRules = { names: NAMES, reserved: RESERVED, dropped: settings?.dropParameters ?? [] };
  const fragments = createMessageFragments((message, proven) => inputItems(message, proven).join(','));
  const toolsJson = onceEach((tools: readonly ToolDefinition[]) => JSON.stringify(tools.map(toolOf)));
  const textJson = onceEach((schema: object) => JSON.stringify(schema));
  const head = `{"model":${JSON.stringify(model)}`;
  const storeJson = rules.dropped.includes('store') ? '' : ',"store":false';

  const fieldsOf = createRequestFields(options, rules);

  return {
    body(request, stream) {
      const { tools, responseSchema } = request;
      const { text, ...others } = withoutDropped(withDefaults(fieldsOf(request)), rules);
      const { system, rest } = splitSystem(request.messages);
      let body = `${head}${fieldsJson(others)}${storeJson}`;
      if (stream) body += ',"stream":true';
      const notes: string[] = [];
      if (responseSchema && rules.dropped.includes('text')) notes.push(schemaNote(responseSchema));
      else if (responseSchema) {
        const { name, schema } = responseSchema;
        body += `,"text":{${innerFields(text)}"format":{"type":"json_schema","name":${JSON.stringify(name)},"schema":${textJson(schema)}}}`;
      } else if (text !== undefined) body += `,"text":${JSON.stringify(text)}`;
      const parts = [...textParts(system), ...notes];
      if (parts.length > 0) body += `,"instructions":${JSON.stringify(parts.join('\n\n'))}`;
      if (tools && tools.length > 0) body += `,"tools":${toolsJson(tools)}`;
      const items = rest.map((message) => fragments.of(message)).filter((json) => json !== '');
      return `${body},"input":[${items.join(',')}]}`;
    },
    dropProofs: ({ messages }) => fragments.dropProofs(messages),
  };
}

function withDefaults(fields: Record<string, unknown>): Record<string, unknown> {
  const { include, reasoning, ...others } = fields;
  const included = new Set([...(Array.isArray(include) ? (include as unknown[]) : []), ENCRYPTED]);
  return {
    parallel_tool_calls: true,
    ...others,
    include: [...included],
    // Without a summary the reasoning of these models is not to be seen at all.
    ...(isObject(reasoning) ? { reasoning: { summary: 'detailed', ...reasoning } } : {}),
  };
}

/** `text` may hold more than the format, as `verbosity`. */
function innerFields(text: unknown): string {
  if (!isObject(text)) return '';
  const { format: _format, ...others } = text;
  const json = fieldsJson(others);
  return json === '' ? '' : `${json.slice(1)},`;
}

function textParts(system: readonly Message[]): string[] {
  return system.flatMap(({ content }) => content.flatMap((b) => (b.type === 'text' ? [b.text] : [])));
}

function toolOf({ name, description, inputSchema }: ToolDefinition): object {
  return { type: 'function', name, description, parameters: inputSchema, strict: false };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
