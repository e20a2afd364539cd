/**
 * `${secret.NAME}` in agent files: the name of a value that the platform keeps. Loading checks the name and the place and
 * leaves the reference as it is, so that neither a loaded agent nor anything that is made of it holds a value; what opens
 * the agent for a run fills it in. It may stand only where nothing is told to a model.
 */
import { NexError, SecretName } from '@nex/core';
import { whereIn } from './parse-shape.ts';

const REFERENCE = /\$\{secret\.([^}]*)\}/g;
/** Keys and indexes of an agent file, with a slash between them. */
const PLACES = [
  /^llm_config\/api_key$/,
  /^mcp_servers\/\d+\/(?:env|headers)\/./,
  /^tools\/\d+\/extra_kwargs\/./,
  /^middlewares\/\d+\/params\/(?:.+\/)?api_key$/,
  /^plugins\/\d+\/config\/./,
];

/** Throws `config_invalid` for a name that no secret can have, and for a reference where none may stand. */
export function checkSecretReferences(value: unknown, file: string): void {
  eachText(value, [], (text, path) => {
    const names = namesIn(text);
    if (names.length === 0) return;
    const where = whereIn(file, path);
    const wrong = names.find((name) => !SecretName.safeParse(name).success);
    if (wrong !== undefined) {
      throw new NexError('config_invalid', `"${wrong.slice(0, 100)}" is no name of a secret.`, {
        where,
        hint: 'Write ${secret.NAME}; a name is 1 to 100 letters, digits, ".", "_" or "-".',
      });
    }
    if (PLACES.some((place) => place.test(path.join('/')))) return;
    throw new NexError('config_invalid', 'A secret may not stand here.', {
      where,
      hint: 'It may stand in llm_config.api_key, in env and headers of mcp_servers, in extra_kwargs of tools, in an api_key of middlewares, and in config of plugins.',
    });
  });
}

/** Each name once, at any depth of plain values. */
export function secretNames(value: unknown): string[] {
  const names = new Set<string>();
  eachText(value, [], (text) => {
    for (const name of namesIn(text)) names.add(name);
  });
  return [...names];
}

/** The same value with the references replaced that `values` has; maps and lists are new, whatever else is in it stays. */
export function fillSecrets<T>(value: T, values: ReadonlyMap<string, string>): T {
  return filled(value, values) as T;
}

function filled(value: unknown, values: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string')
    return value.replace(REFERENCE, (reference, name: string) => values.get(name) ?? reference);
  if (Array.isArray(value)) return value.map((item) => filled(item, values));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, values)]));
}

function namesIn(text: string): string[] {
  if (!text.includes('${secret.')) return [];
  return [...text.matchAll(REFERENCE)].map(([, name = '']) => name);
}

type Path = readonly (string | number)[];

function eachText(value: unknown, path: Path, visit: (text: string, path: Path) => void): void {
  if (typeof value === 'string') visit(value, path);
  else if (Array.isArray(value))
    for (const [at, item] of value.entries()) eachText(item, [...path, at], visit);
  else if (isPlain(value))
    for (const [key, item] of Object.entries(value)) eachText(item, [...path, key], visit);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
