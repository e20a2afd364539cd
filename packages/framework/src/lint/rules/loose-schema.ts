import { inputSchemaFault } from '@nex/agent-config';
import { isJsonObject, type JsonObject } from '@nex/core';
import type { LintRule, RuleFinding } from '../lint-rule.ts';

const SAYS_TYPE = ['type', 'enum', 'const', 'anyOf', 'oneOf', 'allOf', '$ref'];
const MAX_TOLD = 5;

export const looseSchema: LintRule = {
  code: 'loose-schema',
  severity: 'warning',
  says: "A tool's schema forbids other arguments, and gives each argument a type and a description; contracts type their fields.",
  check: ({ model }) => [
    ...model.tools
      .filter((tool) => !(tool.builtin && model.kind === 'reference'))
      .flatMap((tool): RuleFinding[] => {
        const { inputSchema: schema, name } = tool;
        if (schema === undefined || inputSchemaFault(schema) !== undefined) return [];
        const closed = schema['additionalProperties'] === false ? [] : ['additionalProperties is not false'];
        const said = tool.description.trim() === '' ? ['the tool has no description'] : [];
        return told(
          `The schema of ${name} is loose`,
          [...said, ...closed, ...looseProperties(schema, true)],
          {
            place: tool.schemaPlace ?? tool.place,
            message: '',
          },
        );
      }),
    ...model.contracts.flatMap(({ from, to, input, output, place }) => {
      const faults = [input, output].flatMap((schema) => looseProperties(schema as JsonObject, false));
      return told(`The contract of ${from} → ${to} is loose`, faults, { place, message: '' });
    }),
  ],
};

function told(start: string, faults: readonly string[], finding: RuleFinding): RuleFinding[] {
  if (faults.length === 0) return [];
  const more = faults.length > MAX_TOLD ? ` and ${faults.length - MAX_TOLD} more` : '';
  const message = `${start}: ${faults.slice(0, MAX_TOLD).join('; ')}${more}.`;
  return [
    {
      ...finding,
      message,
      fix: 'Say of every field what it is; a model fills in what is left open at random.',
    },
  ];
}

function looseProperties(schema: JsonObject, described: boolean, path = ''): string[] {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  return Object.entries(properties).flatMap(([name, property]) => {
    const at = `${path}${name}`;
    if (!isJsonObject(property)) return [`${at} has no type`];
    return [
      ...(SAYS_TYPE.some((key) => property[key] !== undefined) ? [] : [`${at} has no type`]),
      ...(described && !property['description'] ? [`${at} has no description`] : []),
      ...(property['type'] === 'array' && property['items'] === undefined ? [`${at} has no items`] : []),
      ...looseProperties(property, described, `${at}.`),
    ];
  });
}
