/** The body of a `generateContent` request. Contents come last, so that the body of a turn extends the one before. */
import type { JsonSchema, Message, ModelRequest, ToolDefinition } from '@nex/core';
import { createMessageFragments, splitSystem } from '../message-fragments.ts';
import { onceEach } from '../once-each.ts';
import type { ProviderOptions } from '../provider-options.ts';
import {
  type FieldRules,
  fieldsJson,
  hasTools,
  requestFields,
  withoutDropped,
  withoutToolFields,
} from '../request-fields.ts';
import { schemaNote } from '../schema-note.ts';
import { geminiSchema } from './schema.ts';
import { contentFragment, contentJson, contentsJson, type Fragment } from './serialize-contents.ts';

export interface RequestSerializer {
  body(request: ModelRequest): string;
  dropProofs(request: ModelRequest): void;
}

type Fields = Record<string, unknown>;

const NAMES = {
  temperature: 'temperature',
  topP: 'topP',
  maxTokens: 'maxOutputTokens',
  seed: 'seed',
  frequencyPenalty: 'frequencyPenalty',
  presencePenalty: 'presencePenalty',
  stop: 'stopSequences',
} as const;
const RESERVED = ['model', 'contents', 'systemInstruction', 'tools', 'stream', 'candidateCount', 'n'];
const TEMPERATURE = 0.7;

/** Fields of `generationConfig`; an agent file may give them beside those of the request. Others are the request's own. */
const GENERATION = new Set<string>([
  ...Object.values(NAMES),
  'thinkingConfig',
  'topK',
  'responseMimeType',
  'responseSchema',
  'responseJsonSchema',
  'responseModalities',
  'responseLogprobs',
  'logprobs',
  'mediaResolution',
  'speechConfig',
  'imageConfig',
]);
/** Spellings of agent files that serve several providers. */
const ALIASES: Record<string, string> = { top_k: 'topK', thinking_config: 'thinkingConfig' };

export function createRequestSerializer(options: ProviderOptions): RequestSerializer {
  const { defaultSampling = {}, extra = {}, settings } = options;
  const rules: FieldRules = { names: NAMES, reserved: RESERVED, dropped: settings?.dropParameters ?? [] };
  const fragments = createMessageFragments(contentFragment);
  const toolsJson = onceEach((tools: readonly ToolDefinition[]) =>
    JSON.stringify([{ functionDeclarations: tools.map(declaration) }]),
  );
  const single = onceEach((fragment: Fragment) => contentJson([fragment]));
  const schemaOf = onceEach((schema: JsonSchema) => geminiSchema(schema));

  const defaults = sorted(requestFields(defaultSampling, extra, rules));

  return {
    body(request) {
      const { messages, tools = [], responseSchema } = request;
      const own = sorted(requestFields(request.sampling ?? {}, request.extra ?? {}, rules));
      const config: Fields = { temperature: TEMPERATURE, ...defaults.config, ...own.config };
      const notes: string[] = [];
      // Most of its models refuse a schema for the answer together with tools.
      const isHeld = tools.length === 0 && !rules.dropped.includes('responseJsonSchema');
      if (responseSchema && isHeld) {
        config.responseMimeType = 'application/json';
        config.responseJsonSchema = schemaOf(responseSchema.schema);
      } else if (responseSchema) notes.push(schemaNote(responseSchema));
      const { system, rest } = splitSystem(messages);
      const others = { ...defaults.request, ...own.request };
      const fields = {
        ...(hasTools(request) ? others : withoutToolFields(others)),
        generationConfig: withoutDropped(config, rules),
      };
      let body = fieldsJson(withoutDropped(fields, rules));
      const parts = [...textParts(system), ...notes].map((text) => ({ text }));
      if (parts.length > 0) body += `,"systemInstruction":${JSON.stringify({ parts })}`;
      if (tools.length > 0) body += `,"tools":${toolsJson(tools)}`;
      const contents = contentsJson(
        rest.map((message) => fragments.of(message)),
        single,
      );
      return `{${`${body},`.slice(1)}"contents":${contents}}`;
    },
    dropProofs: ({ messages }) => fragments.dropProofs(messages),
  };
}

/** Tells the fields of the configuration from the request's own. */
function sorted(fields: Fields): { config: Fields; request: Fields } {
  const { generationConfig, ...others } = fields;
  const config: Fields = {};
  const request: Fields = {};
  for (const [given, value] of Object.entries(others)) {
    const key = ALIASES[given] ?? given;
    if (GENERATION.has(key)) config[key] = value;
    else request[key] = value;
  }
  return { config: { ...config, ...(isObject(generationConfig) ? generationConfig : {}) }, request };
}

function textParts(system: readonly Message[]): string[] {
  return system.flatMap(({ content }) =>
    content.flatMap((block) => (block.type === 'text' && block.text !== '' ? [block.text] : [])),
  );
}

function declaration({ name, description, inputSchema }: ToolDefinition): object {
  return { name, description, parametersJsonSchema: geminiSchema(inputSchema) };
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
