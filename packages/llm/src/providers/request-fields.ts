/** The fields of a request body that are neither messages nor tools: sampling in the wire's words, and what the agent's file adds. */
import type { ModelRequest, Sampling } from '@nex/core';
import type { ProviderOptions } from './provider-options.ts';

type Fields = Record<string, unknown>;

/** Names that agent files know the sampling fields by; `dropParameters` may use them or the wire's own. */
const FILE_NAMES: Record<keyof Sampling, string> = {
  temperature: 'temperature',
  topP: 'top_p',
  maxTokens: 'max_tokens',
  seed: 'seed',
  frequencyPenalty: 'frequency_penalty',
  presencePenalty: 'presence_penalty',
  stop: 'stop',
};

/** What the wire calls the fields. One that it does not have is left out of the request. */
export type SamplingNames = Partial<Record<keyof Sampling, string>>;

export interface FieldRules {
  names: SamplingNames;
  /** What the provider decides and no further field may change. */
  reserved: readonly string[];
  dropped: readonly string[];
}

/** Later ones win: sampling, the extra, its `extra_body`. */
export function requestFields(sampling: Sampling, extra: Readonly<Fields>, rules: FieldRules): Fields {
  const body = extra.extra_body;
  const all: Fields = {
    ...inWords(sampling, rules.names),
    ...extra,
    ...(typeof body === 'object' && body !== null ? body : {}),
  };
  for (const key of ['extra_body', 'extra_headers', ...rules.reserved]) delete all[key];
  for (const key in all) if (all[key] === undefined) delete all[key];
  return withoutDropped(all, rules);
}

/** The fields of each request: those of the options, made once, below those of the request itself. */
export function createRequestFields(
  { defaultSampling = {}, extra = {} }: Pick<ProviderOptions, 'defaultSampling' | 'extra'>,
  rules: FieldRules,
): (request: ModelRequest) => Fields {
  const defaults = requestFields(defaultSampling, extra, rules);
  return (request) => {
    const fields = { ...defaults, ...requestFields(request.sampling ?? {}, request.extra ?? {}, rules) };
    return hasTools(request) ? fields : withoutToolFields(fields);
  };
}

/** For fields that a provider adds after `requestFields`. */
export function withoutDropped(fields: Fields, { names, dropped }: Omit<FieldRules, 'reserved'>): Fields {
  if (dropped.length === 0) return fields;
  const gone = new Set(dropped);
  for (const [name, wireName] of Object.entries(names) as [keyof Sampling, string][]) {
    if (gone.has(FILE_NAMES[name]) || gone.has(name)) gone.add(wireName);
  }
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !gone.has(key)));
}

export function hasTools({ tools }: ModelRequest): boolean {
  return tools !== undefined && tools.length > 0;
}

const ABOUT_TOOLS = new Set(['tool_choice', 'parallel_tool_calls', 'toolConfig', 'tool_config']);

/** What a file says about calls is refused by servers where a request has no tools, as that for a summary. */
export function withoutToolFields(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !ABOUT_TOOLS.has(key)));
}

/** `extra_headers` of an agent file: they are headers of the request, not fields of its body. */
export function extraHeaders(extra: Readonly<Fields> | undefined): Record<string, string> {
  const headers = extra?.extra_headers;
  if (typeof headers !== 'object' || headers === null) return {};
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** `,"a":1,"b":2`: the fields as the middle of an object. */
export function fieldsJson(fields: Fields): string {
  let json = '';
  for (const key in fields) json += `,${JSON.stringify(key)}:${JSON.stringify(fields[key])}`;
  return json;
}

function inWords(sampling: Sampling, names: SamplingNames): Fields {
  const fields: Fields = {};
  for (const [name, wireName] of Object.entries(names) as [keyof Sampling, string][]) {
    if (sampling[name] !== undefined) fields[wireName] = sampling[name];
  }
  return fields;
}
