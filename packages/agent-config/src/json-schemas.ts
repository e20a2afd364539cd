/** JSON Schemas of the files that people and models write, made from the schemas that the loader checks with. */
import { FrameworkFile, isJsonObject, type Json, type JsonObject, type JsonSchema } from '@nex/core';
import * as z from 'zod';
import { AgentFile } from './agent-file.ts';
import { PluginFile } from './plugins/plugin-file.ts';
import { ToolFile } from './tool-file.ts';

export function agentFileJsonSchema(): JsonSchema {
  return withEmptyKeys(withReferences(toJsonSchema(AgentFile, 'Agent file')), ['sandbox_config']);
}

export function toolFileJsonSchema(): JsonSchema {
  return toJsonSchema(ToolFile, 'Tool file');
}

export function pluginFileJsonSchema(): JsonSchema {
  return withEmptyKeys(withReferences(toJsonSchema(PluginFile, 'Plugin file')), ['contributes']);
}

export function frameworkFileJsonSchema(): JsonSchema {
  return toJsonSchema(FrameworkFile, 'Framework file');
}

/** All of them, by the name of the file to publish them under. */
export function schemaFiles(): Record<string, JsonSchema> {
  return {
    'agent.schema.json': agentFileJsonSchema(),
    'tool.schema.json': toolFileJsonSchema(),
    'plugin.schema.json': pluginFileJsonSchema(),
    'framework.schema.json': frameworkFileJsonSchema(),
  };
}

/** Draft 2020-12, of what may be written (defaults are optional). */
function toJsonSchema(schema: z.ZodType, title: string): JsonSchema {
  // zod types its output wider than JSON; what it makes is plain JSON.
  return { title, ...z.toJSONSchema(schema, { io: 'input' }) } as unknown as JsonSchema;
}

/** Lets keys stand without a value where the loader takes them for absent: see `withoutEmptyKeys`, which has the same `maps`. */
function withEmptyKeys(schema: JsonSchema, maps: readonly string[] = []): JsonSchema {
  const { properties, required = [] } = schema;
  if (!isJsonObject(properties) || !Array.isArray(required)) return schema;
  const visited = Object.entries(properties).map(([key, held]): [string, Json] => {
    if (!isJsonObject(held)) return [key, held];
    const inside = maps.includes(key) ? withEmptyKeys(held) : emptyInLists(held);
    return [key, required.includes(key) ? inside : orAlso(inside, NOTHING)];
  });
  return { ...schema, properties: Object.fromEntries(visited) };
}

function emptyInLists(held: JsonObject): JsonObject {
  const { items, anyOf } = held;
  return {
    ...held,
    ...(isJsonObject(items) ? { items: emptyInEntries(items) } : {}),
    ...(Array.isArray(anyOf)
      ? { anyOf: anyOf.map((one) => (isJsonObject(one) ? emptyInLists(one) : one)) }
      : {}),
  };
}

/** An entry of a list: a map, or one of several. */
function emptyInEntries(entry: JsonObject): JsonObject {
  const branches = (of: Json | undefined) =>
    Array.isArray(of) ? of.map((one) => (isJsonObject(one) ? emptyInEntries(one) : one)) : undefined;
  const [anyOf, oneOf] = [branches(entry['anyOf']), branches(entry['oneOf'])];
  return { ...withEmptyKeys(entry), ...(anyOf ? { anyOf } : {}), ...(oneOf ? { oneOf } : {}) };
}

const NOTHING = { type: 'null' };

const REFERENCE = {
  type: 'string',
  pattern: '\\$\\{[^}]+\\}',
  description: 'A value of ${env.X} or the like.',
};

/** Lets `${…}` stand wherever a number, a boolean, an address or one of several words is asked for. */
function withReferences(schema: JsonSchema): JsonSchema {
  const visit = (node: Json, isRoot: boolean): Json => {
    if (Array.isArray(node)) return node.map((item) => visit(item, false));
    if (!isJsonObject(node)) return node;
    const inner: JsonObject = {};
    for (const [key, value] of Object.entries(node)) {
      inner[key] = key === 'enum' || key === 'default' || key === 'const' ? value : visit(value, false);
    }
    return !isRoot && takesReference(node) ? orAlso(inner, REFERENCE) : inner;
  };
  const visited = visit(schema, true);
  return isJsonObject(visited) ? visited : schema;
}

function takesReference({ type, enum: words, format }: JsonObject): boolean {
  const types = Array.isArray(type) ? type : [type];
  if (types.includes('string')) return words !== undefined || format !== undefined;
  return types.some((one) => one === 'number' || one === 'integer' || one === 'boolean');
}

/** What tells of the value stays outside, where editors look for it. */
function orAlso({ description, default: standard, ...schema }: JsonObject, other: JsonObject): JsonObject {
  const { anyOf, ...rest } = schema;
  const choices = Array.isArray(anyOf) && Object.keys(rest).length === 0 ? anyOf : [schema];
  return {
    ...(description === undefined ? {} : { description }),
    ...(standard === undefined ? {} : { default: standard }),
    anyOf: [...choices, other],
  };
}
