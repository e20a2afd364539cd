/**
 * The part of JSON Schema that tool parameters and structured answers use.
 */

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
/** A JSON object. */
export type JsonObject = { [key: string]: Json };

/** A schema, as far as this package reads it. */
export type JsonSchema = {
  type?: string | string[];
  title?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  enum?: Json[];
  const?: Json;
  default?: Json;
  examples?: Json[];
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  pattern?: string;
  format?: string;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  definitions?: Record<string, JsonSchema>;
};

/** True for an object that is neither null nor a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a JSON text, or nothing when it is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The schema a reference points at inside its document, or the schema itself. */
export function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (!schema.$ref) return schema;
  const name = /^#\/(\$defs|definitions)\/(.+)$/.exec(schema.$ref);
  if (!name?.[2]) return schema.$ref === '#' ? root : {};
  const target = (name[1] === '$defs' ? root.$defs : root.definitions)?.[name[2]];
  return target ? resolved(target, root) : {};
}

/** The types a schema allows; inferred from its keywords when it names none. */
export function typesOf(schema: JsonSchema): string[] {
  if (Array.isArray(schema.type)) return schema.type;
  if (schema.type) return [schema.type];
  if (schema.properties) return ['object'];
  if (schema.items) return ['array'];
  return [];
}

/** The first non-null alternative of a schema that offers several, or the schema itself. */
export function mainAlternative(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const direct = resolved(schema, root);
  const choices = direct.anyOf ?? direct.oneOf;
  if (!choices)
    return direct.allOf
      ? Object.assign({}, direct, ...direct.allOf.map((one) => resolved(one, root)))
      : direct;
  const first = choices.map((one) => resolved(one, root)).find((one) => !typesOf(one).includes('null'));
  return first ? { description: direct.description, ...mainAlternative(first, root) } : direct;
}
