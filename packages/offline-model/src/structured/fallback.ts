/**
 * Any schema is filled from the words of the prompt: enums by what the prompt names,
 * texts from inputs of the same name or from its sentences, lists up to their least length.
 */

import {
  isObject,
  type Json,
  type JsonObject,
  type JsonSchema,
  mainAlternative,
  typesOf,
} from '../schema/json-schema.ts';
import { createDraw } from '../text/draw.ts';
import { numbersIn } from '../text/numbers.ts';
import { plain } from '../text/plain.ts';
import { shorten, slug, tokens } from '../text/tokens.ts';
import { inputOf } from './input.ts';

type Source = { input: JsonObject; sentences: string[]; words: Set<string>; text: string; seed: number };

function find(value: Json | undefined, name: string): Json | undefined {
  if (!isObject(value)) return undefined;
  if (name in value) return value[name];
  for (const member of Object.values(value)) {
    const inside = find(member, name);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function choice(values: Json[], source: Source): Json {
  const scored = values.map((value, at) => ({
    value,
    at,
    hits: tokens(plain(value)).filter((word) => source.words.has(word)).length,
  }));
  return scored.sort((left, right) => right.hits - left.hits || left.at - right.at)[0]?.value ?? null;
}

function text(schema: JsonSchema, name: string, place: number, source: Source): string {
  const same = find(source.input, name);
  const wanted = new Set(tokens(`${name} ${schema.description ?? ''}`));
  const draw = createDraw(source.seed, name, place);
  const best = source.sentences
    .map((sentence) => ({ sentence, hits: tokens(sentence).filter((word) => wanted.has(word)).length }))
    .sort((left, right) => right.hits - left.hits);
  const pool = best[0]?.hits ? best.map(({ sentence }) => sentence) : source.sentences;
  const found =
    typeof same === 'string' && place === 0
      ? same
      : (pool[place % Math.max(1, pool.length)] ?? `${name.replace(/[_-]/g, ' ')} ${draw.between(1, 99)}`);
  const shaped =
    schema.format === 'date'
      ? '2027-01-15'
      : schema.format === 'date-time'
        ? '2027-01-15T09:00:00Z'
        : schema.format === 'uri'
          ? 'https://example.org/'
          : found;
  const named = schema.pattern ? patterned(shaped, schema.pattern) : shaped;
  const long = named.padEnd(schema.minLength ?? 0, '.');
  return schema.maxLength !== undefined ? shorten(long, schema.maxLength).slice(0, schema.maxLength) : long;
}

function patterned(value: string, pattern: string): string {
  const candidates = [
    value,
    slug(value),
    slug(value).replace(/-/g, '_'),
    slug(value).toUpperCase(),
    'a',
    'A1',
    '1',
    '2027-01-15',
  ];
  return candidates.find((one) => new RegExp(pattern, 'u').test(one)) ?? value;
}

function number(schema: JsonSchema, name: string, integer: boolean, source: Source): number {
  const same = find(source.input, name);
  const low =
    schema.minimum ?? (schema.exclusiveMinimum !== undefined ? schema.exclusiveMinimum + 1 : undefined);
  const high =
    schema.maximum ?? (schema.exclusiveMaximum !== undefined ? schema.exclusiveMaximum - 1 : undefined);
  const middle =
    low !== undefined && high !== undefined
      ? low + (high - low) * 0.7
      : (numbersIn(source.text)[0]?.value ?? low ?? 1);
  const value = typeof same === 'number' ? same : middle;
  const bounded = Math.min(high ?? value, Math.max(low ?? value, value));
  return integer ? Math.round(bounded) : bounded;
}

function fill(
  given: JsonSchema,
  name: string,
  place: number,
  source: Source,
  root: JsonSchema,
  depth: number,
): Json {
  const schema = mainAlternative(given, root);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return choice(schema.enum, source);
  const type = typesOf(schema).find((one) => one !== 'null') ?? 'string';
  if (type === 'object') {
    const value: JsonObject = {};
    for (const [member, inner] of Object.entries(schema.properties ?? {})) {
      const needed = schema.required?.includes(member) ?? false;
      if (needed || depth < 4) value[member] = fill(inner, member, place, source, root, depth + 1);
    }
    return value;
  }
  if (type === 'array') {
    const least = schema.minItems ?? (depth > 3 ? 0 : 2);
    const count = Math.min(schema.maxItems ?? least, Math.max(least, schema.minItems ?? least));
    return Array.from({ length: count }, (_, at) =>
      fill(schema.items ?? { type: 'string' }, name, at, source, root, depth + 1),
    );
  }
  if (type === 'number' || type === 'integer') return number(schema, name, type === 'integer', source);
  if (type === 'boolean') return !/\b(?:fail|failed|error|could not|wrong|missing)\b/i.test(source.text);
  if (type === 'null') return null;
  return text(schema, name, place, source);
}

/** A value that fits a schema, made of the words of a prompt. */
export function sampleOf(schema: JsonSchema, prompt: string, seed: number): Json {
  const input = inputOf(prompt);
  const strings: string[] = [];
  const collect = (value: Json) => {
    if (typeof value === 'string') strings.push(value);
    else if (Array.isArray(value)) value.forEach(collect);
    else if (isObject(value)) Object.values(value).forEach(collect);
  };
  collect(input ?? {});
  const sentences = (strings.length > 0 ? strings : [prompt])
    .flatMap((one) => one.split(/(?<=[.!?])\s+|\n+/))
    .map((one) => one.trim())
    .filter((one) => one.length > 1);
  const source = { input: input ?? {}, sentences, words: new Set(tokens(prompt)), text: prompt, seed };
  return fill(schema, '', 0, source, schema, 0);
}
