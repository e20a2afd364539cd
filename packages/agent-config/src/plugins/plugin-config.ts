/** The values of a plugin's properties: what the agent gives, checked, or the defaults. */
import { type Json, type JsonObject, NexError } from '@nex/core';
import { didYouMean } from '../nearest.ts';
import type { PluginProperty } from './plugin-file.ts';

/** A property without a value is absent. Throws `config_invalid`; `where` is the `config` of the agent's entry. */
export function pluginConfig(
  plugin: string,
  properties: Readonly<Record<string, PluginProperty>>,
  given: Readonly<JsonObject>,
  where: string,
): JsonObject {
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(properties, key));
  if (unknown !== undefined) {
    throw new NexError('config_invalid', `The plugin "${plugin}" has no property "${unknown}".`, {
      where: `${where}.${unknown}`,
      hint: didYouMean(unknown, Object.keys(properties)),
    });
  }
  const values: JsonObject = {};
  for (const [name, property] of Object.entries(properties)) {
    const value = given[name] ?? property.default ?? undefined;
    const at = `${where}.${name}`;
    if (value === undefined) {
      if (!property.required) continue;
      throw new NexError('config_invalid', `The plugin "${plugin}" needs a value for "${name}".`, {
        where: at,
        hint: `Give ${name} in the config of the plugin.`,
      });
    }
    values[name] = checked(value, name, property, at);
  }
  return values;
}

function checked(value: Json, name: string, { type, enum: allowed }: PluginProperty, where: string): Json {
  // A version or key made of digits is a number to YAML.
  const typed = type === 'string' && typeof value === 'number' ? String(value) : value;
  if (!hasType(typed, type)) {
    throw new NexError('config_invalid', `"${name}" must be of type ${type}.`, {
      where,
      hint: type === 'string' ? 'Put the value between quotes.' : 'Write the value without quotes.',
    });
  }
  if (allowed == null || allowed.some((option) => JSON.stringify(option) === JSON.stringify(typed)))
    return typed;
  throw new NexError('config_invalid', `"${name}" has none of its values.`, {
    where,
    hint: `Its values are ${allowed.map((option) => JSON.stringify(option)).join(', ')}.`,
  });
}

function hasType(value: Json, type: PluginProperty['type']): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'string_array':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
  }
}
