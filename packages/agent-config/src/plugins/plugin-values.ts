/** `${plugin.dir}` and `${config.x}` in the values of a plugin file. Any other `${…}` is an error. */
import { type Json, type JsonObject, NexError } from '@nex/core';
import { didYouMean } from '../nearest.ts';
import { whereIn } from '../parse-shape.ts';

const REFERENCE = /\$\{([^}]*)\}/g;

export interface PluginValues {
  /** Path of the plugin's folder, from the root of the source. */
  directory: string;
  config: Readonly<JsonObject>;
}

/** A text that is one reference becomes its value, with its type; within other text the value is spelled out. */
export function fillPluginValues(value: Json, values: PluginValues, file: string): Json {
  const fill = (held: Json, path: PropertyKey[]): Json => {
    if (Array.isArray(held)) return held.map((item, index) => fill(item, [...path, index]));
    if (typeof held === 'object' && held !== null) {
      return Object.fromEntries(Object.entries(held).map(([key, item]) => [key, fill(item, [...path, key])]));
    }
    if (typeof held !== 'string') return held;
    const where = whereIn(file, path);
    const whole = /^\$\{([^}]*)\}$/.exec(held)?.[1];
    if (whole !== undefined) return valueOf(whole, values, where);
    return held.replace(REFERENCE, (_, name: string) => spell(valueOf(name, values, where), name, where));
  };
  return fill(value, []);
}

function valueOf(name: string, { directory, config }: PluginValues, where: string): Json {
  if (name === 'plugin.dir') return directory;
  const key = name.startsWith('config.') ? name.slice('config.'.length) : undefined;
  const value = key !== undefined && Object.hasOwn(config, key) ? config[key] : undefined;
  if (value !== undefined) return value;
  const known = ['plugin.dir', ...Object.keys(config).map((property) => `config.${property}`)];
  throw new NexError('config_invalid', `\${${name}} has no value in a plugin.`, {
    where,
    hint: didYouMean(name, known),
  });
}

function spell(value: Json, name: string, where: string): string {
  if (typeof value !== 'object') return String(value);
  throw new NexError('config_invalid', `\${${name}} is not a single value.`, {
    where,
    hint: 'A list can only stand alone.',
  });
}
