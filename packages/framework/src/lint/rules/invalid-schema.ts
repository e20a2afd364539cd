import { inputSchemaFault, schemaFault } from '@nex/agent-config';
import { isJsonObject, type JsonObject } from '@nex/core';
import type { Place } from '../../model/place.ts';
import type { LintRule, RuleFinding } from '../lint-rule.ts';

export const invalidSchema: LintRule = {
  code: 'invalid-schema',
  severity: 'error',
  says: 'Schemas of tools and contracts are JSON Schemas of objects, and what they require is among their properties.',
  check: ({ model }) => [
    ...model.tools.flatMap(({ name, inputSchema, schemaPlace, place }) =>
      inputSchema === undefined
        ? []
        : faults(`tool ${name}`, inputSchema, schemaPlace ?? place, inputSchemaFault),
    ),
    ...model.contracts.flatMap(({ from, to, input, output, place }) => [
      ...faults(`input of ${from} → ${to}`, input as JsonObject, place, objectFault),
      ...faults(`output of ${from} → ${to}`, output as JsonObject, place, objectFault),
    ]),
  ],
};

function objectFault(schema: JsonObject): string | undefined {
  if (schema['type'] !== undefined && schema['type'] !== 'object') return 'type must be "object"';
  return schemaFault(schema);
}

function faults(
  what: string,
  schema: JsonObject,
  place: Place,
  check: (schema: JsonObject) => string | undefined,
): RuleFinding[] {
  const fix = 'Write a JSON Schema of type object.';
  const fault = check(schema);
  if (fault !== undefined)
    return [{ place, message: `The schema of the ${what} is not usable: ${fault}.`, fix }];
  const properties = isJsonObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  if (schema['properties'] === undefined) return [];
  return required
    .filter((name) => !properties.includes(name))
    .map((name) => ({
      place,
      message: `The schema of the ${what} requires "${name}" and does not describe it.`,
      fix: `Add ${name} to the properties, or do not require it.`,
    }));
}
