/** Parameters as the template of Qwen3-Coder shows them: tags per parameter, further schema keys as tags of their own. */
import { isJsonObject, type Json, type JsonSchema } from '@nex/core';
import { plainValue } from '../../json-text.ts';

/** Begins with a line break where it is not empty. */
export function describeParameters(schema: JsonSchema): string {
  const { properties } = schema;
  const parameters = isJsonObject(properties) ? Object.entries(properties) : [];
  const parts = parameters.map(
    ([name, field]) => `\n<parameter>\n<name>${name}</name>${describeField(field)}\n</parameter>`,
  );
  return parts.join('') + otherKeys(schema, ['type', 'properties']);
}

function describeField(field: Json): string {
  if (!isJsonObject(field)) return '';
  const { type, description } = field;
  const typeText = type === undefined ? '' : `\n<type>${plainValue(type)}</type>`;
  const descriptionText =
    typeof description === 'string' ? `\n<description>${description.trim()}</description>` : '';
  return typeText + descriptionText + otherKeys(field, ['name', 'type', 'description']);
}

function otherKeys(schema: JsonSchema, shown: readonly string[]): string {
  return Object.entries(schema)
    .filter(([key]) => !shown.includes(key))
    .map(([key, value]) => `\n<${key}>${plainValue(value)}</${key}>`)
    .join('');
}
