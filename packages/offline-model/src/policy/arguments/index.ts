/**
 * Arguments are filled from a table of fillers, the most particular first, and leave
 * only when they fit the tool's schema. Optional ones are filled only when the request shows them.
 */
import {
  isObject,
  type Json,
  type JsonObject,
  type JsonSchema,
  mainAlternative,
  typesOf,
} from '../../schema/json-schema.ts';
import { problems } from '../../schema/validate.ts';
import { tokens } from '../../text/tokens.ts';
import { AMOUNTS } from './amounts.ts';
import { CHOICES } from './choices.ts';
import type { FillContext, Filler, Property } from './filler.ts';
import { IDENTIFIERS } from './identifiers.ts';
import { MOMENTS } from './moments.ts';
import { PLACES } from './places.ts';
import { RECORDS } from './records.ts';
import { TEXTS } from './texts.ts';

/** Every filler, in the order they are asked. */
export const FILLERS: readonly Filler[] = [
  ...CHOICES,
  ...IDENTIFIERS,
  ...AMOUNTS,
  ...MOMENTS,
  ...PLACES,
  ...RECORDS,
  ...TEXTS,
];

/** The arguments of a call, or the names of the required ones the request does not give. */
export type Filled = { arguments: JsonObject; missing: string[] };

function propertiesOf(schema: JsonSchema, root: JsonSchema): Property[] {
  const required = new Set(schema.required ?? []);
  const names = Object.keys(schema.properties ?? {});
  return names.map((name) => {
    const member = mainAlternative(schema.properties?.[name] ?? {}, root);
    const types = (schema.properties?.[name]?.anyOf ?? []).flatMap(typesOf);
    return {
      name,
      schema: member,
      type: types[0] ?? typesOf(member).find((type) => type !== 'null') ?? 'string',
      required: required.has(name),
      description: member.description ?? '',
      own: tokens(name),
      siblings: names.filter((other) => other !== name),
    };
  });
}

/** True when a parameter's description says it belongs to another action than the one chosen. */
function belongsElsewhere(property: Property, context: FillContext, schema: JsonSchema): boolean {
  for (const [name, chosen] of Object.entries(context.chosen)) {
    const values = schema.properties?.[name]?.enum;
    if (!values || typeof chosen !== 'string') continue;
    const mentioned = values.filter(
      (value) =>
        typeof value === 'string' &&
        new RegExp(`\\b(?:for|to)\\s+(?:type=)?${value}\\b`, 'i').test(property.description),
    );
    if (mentioned.length > 0 && !mentioned.includes(chosen)) return true;
  }
  return false;
}

function fillOne(property: Property, context: FillContext, root: JsonSchema): Json | undefined {
  for (const filler of FILLERS) {
    if (!filler.fits(property, context)) continue;
    const value = filler.fill(property, context);
    if (value !== undefined && problems(value, property.schema, root).length === 0) return value;
    if (filler.name === 'choice' || filler.name === 'identifier') return undefined;
  }
  if (property.type === 'object' && (property.required || property.schema.required)) {
    const inner = fillArguments(property.schema, context, root);
    return inner.missing.length === 0 && Object.keys(inner.arguments).length > 0
      ? inner.arguments
      : undefined;
  }
  const { items } = property.schema;
  if (property.type === 'array' && property.required && isObject(items as Json) && items?.properties) {
    const inner = fillArguments(items, context, root);
    return inner.missing.length === 0 ? [inner.arguments] : undefined;
  }
  return property.required ? property.schema.default : undefined;
}

/** Fills a schema's properties from a request. */
export function fillArguments(schema: JsonSchema, context: FillContext, root: JsonSchema = schema): Filled {
  const all = propertiesOf(schema, root);
  const steering = all.filter(({ schema: one }) => one.enum !== undefined);
  const ordered = [...steering, ...all.filter((one) => !steering.includes(one))];
  const chosen: JsonObject = {};
  const missing: string[] = [];
  for (const property of ordered) {
    const now = { ...context, chosen };
    if (!property.required && belongsElsewhere(property, now, schema)) continue;
    const value = fillOne(property, now, root);
    if (value !== undefined) chosen[property.name] = value;
    else if (property.required) missing.push(property.name);
  }
  const inOrder: JsonObject = {};
  for (const { name } of all) {
    const value = chosen[name];
    if (value !== undefined) inOrder[name] = value;
  }
  return { arguments: inOrder, missing };
}
