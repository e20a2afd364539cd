/**
 * A JSON Schema as the fields of a form. What a form cannot show well (unions, objects without named properties) is a field
 * of JSON text. Drafts hold texts, as inputs do; reading them gives the arguments.
 */
import { isJsonObject, type Json, type JsonObject, type JsonSchema } from '@nex/core';

export interface FormField {
  name: string;
  /** `json`: any value, written as JSON. `list`: texts or numbers, one below the other. */
  kind: 'text' | 'number' | 'boolean' | 'choice' | 'list' | 'group' | 'json';
  required: boolean;
  description?: string;
  /** Of a choice; of a list whose items are a choice. */
  options?: Json[];
  /** Of a number, or of the items of a list. */
  isNumber?: boolean;
  isInteger?: boolean;
  fields?: FormField[];
  initial?: Json;
}

/** Deeper groups are written as JSON. */
const MAX_DEPTH = 3;

export function fieldsOf(schema: JsonSchema, root: JsonSchema = schema, depth = 0): FormField[] {
  const { properties, required } = schema;
  if (!isJsonObject(properties)) return [];
  const needed = Array.isArray(required) ? required : [];
  const fields = Object.entries(properties).map(([name, given]) => ({
    ...fieldOf(isJsonObject(given) ? resolve(given, root) : {}, root, depth),
    name,
    required: needed.includes(name),
  }));
  // Those that must be given come first, each kind in the order of the schema.
  return [...fields.filter((field) => field.required), ...fields.filter((field) => !field.required)];
}

function fieldOf(schema: JsonSchema, root: JsonSchema, depth: number): Omit<FormField, 'name' | 'required'> {
  const { description, enum: choices, items, properties } = schema;
  const common = {
    ...(typeof description === 'string' && { description }),
    ...('default' in schema && { initial: schema['default'] as Json }),
  };
  if (Array.isArray(choices)) return { ...common, kind: 'choice', options: choices };
  switch (typeOf(schema)) {
    case 'string':
      return { ...common, kind: 'text' };
    case 'integer':
      return { ...common, kind: 'number', isInteger: true };
    case 'number':
      return { ...common, kind: 'number' };
    case 'boolean':
      return { ...common, kind: 'boolean' };
    case 'array': {
      const item = isJsonObject(items) ? resolve(items, root) : {};
      const type = typeOf(item);
      const listed = ['string', 'number', 'integer'].includes(type ?? '');
      if (!listed) return { ...common, kind: 'json' };
      return {
        ...common,
        kind: 'list',
        isNumber: type !== 'string',
        ...(Array.isArray(item['enum']) && { options: item['enum'] }),
      };
    }
    case 'object':
      return isJsonObject(properties) && Object.keys(properties).length > 0 && depth < MAX_DEPTH
        ? { ...common, kind: 'group', fields: fieldsOf(schema, root, depth + 1) }
        : { ...common, kind: 'json' };
    case undefined:
    default:
      return { ...common, kind: 'json' };
  }
}

/** The one type beside null; `undefined` where there are several or none. */
function typeOf({ type }: JsonSchema): string | undefined {
  const types = (Array.isArray(type) ? type : [type]).filter((one) => one !== 'null');
  return types.length === 1 && typeof types[0] === 'string' ? types[0] : undefined;
}

/** Follows a reference within the document, and the one alternative beside null. */
function resolve(schema: JsonSchema, root: JsonSchema, hops = 0): JsonSchema {
  if (hops > 8) return {};
  const { $ref: reference, anyOf } = schema;
  if (typeof reference === 'string' && reference.startsWith('#/')) {
    let found: Json | undefined = root;
    for (const part of reference.slice(2).split('/')) {
      found = isJsonObject(found) ? found[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
    }
    return isJsonObject(found) ? resolve(found, root, hops + 1) : {};
  }
  if (Array.isArray(anyOf)) {
    const real = anyOf.filter((one): one is JsonObject => isJsonObject(one) && one['type'] !== 'null');
    const [only] = real;
    if (only !== undefined && real.length === 1) return { ...schema, ...resolve(only, root, hops + 1) };
  }
  return schema;
}
