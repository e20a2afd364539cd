/**
 * A value is checked against its schema before it leaves this package.
 */
import { isObject, type Json, type JsonSchema, resolved, typesOf } from './json-schema.ts';

function hasType(value: Json, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return typeof value === 'number' && Number.isInteger(value);
  return typeof value === type;
}

function numberProblem(value: number, schema: JsonSchema): string | undefined {
  if (schema.minimum !== undefined && value < schema.minimum) return `is less than ${schema.minimum}`;
  if (schema.maximum !== undefined && value > schema.maximum) return `is more than ${schema.maximum}`;
  if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum) return 'is too small';
  if (schema.exclusiveMaximum !== undefined && value >= schema.exclusiveMaximum) return 'is too large';
  return undefined;
}

function textProblem(value: string, schema: JsonSchema): string | undefined {
  if (schema.minLength !== undefined && value.length < schema.minLength) return 'is too short';
  if (schema.maxLength !== undefined && value.length > schema.maxLength) return 'is too long';
  if (schema.pattern !== undefined && !matches(value, schema.pattern))
    return `does not match ${schema.pattern}`;
  return undefined;
}

function matches(value: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}

/** What is wrong with a value, one line per problem with its path; empty when it fits its schema. */
export function problems(value: Json, given: JsonSchema, root: JsonSchema = given, path = '$'): string[] {
  const schema = resolved(given, root);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices && !choices.some((one) => problems(value, one, root, path).length === 0)) {
    return [`${path} fits none of the alternatives`];
  }
  const found = (schema.allOf ?? []).flatMap((one) => problems(value, one, root, path));
  const types = typesOf(schema);
  if (types.length > 0 && !types.some((type) => hasType(value, type)))
    return [`${path} is not ${types.join(' or ')}`];
  if (schema.enum && !schema.enum.some((one) => JSON.stringify(one) === JSON.stringify(value))) {
    found.push(`${path} is not one of the allowed values`);
  }
  if (schema.const !== undefined && JSON.stringify(schema.const) !== JSON.stringify(value)) {
    found.push(`${path} is not the constant`);
  }
  if (typeof value === 'number') {
    const problem = numberProblem(value, schema);
    if (problem) found.push(`${path} ${problem}`);
  }
  if (typeof value === 'string') {
    const problem = textProblem(value, schema);
    if (problem) found.push(`${path} ${problem}`);
  }
  if (Array.isArray(value)) found.push(...listProblems(value, schema, root, path));
  if (isObject(value)) {
    for (const name of schema.required ?? []) {
      if (!(name in value)) found.push(`${path}.${name} is missing`);
    }
    for (const [name, member] of Object.entries(value)) {
      const own = schema.properties?.[name];
      if (own) found.push(...problems(member, own, root, `${path}.${name}`));
      else if (schema.additionalProperties === false) found.push(`${path}.${name} is not allowed`);
      else if (isObject(schema.additionalProperties as Json)) {
        found.push(...problems(member, schema.additionalProperties as JsonSchema, root, `${path}.${name}`));
      }
    }
  }
  return found;
}

function listProblems(value: Json[], schema: JsonSchema, root: JsonSchema, path: string): string[] {
  const found: string[] = [];
  if (schema.minItems !== undefined && value.length < schema.minItems)
    found.push(`${path} has too few items`);
  if (schema.maxItems !== undefined && value.length > schema.maxItems)
    found.push(`${path} has too many items`);
  const { items } = schema;
  if (items) value.forEach((member, at) => found.push(...problems(member, items, root, `${path}[${at}]`)));
  return found;
}
