/** Variables that are set and that nobody reads: most are misspelt. Values are never shown. */
import { nearest } from '@nex/agent-config';
import { type Check, type Finding, ok, warn } from '../check.ts';
import { KNOWN_VARIABLES, OWN_PREFIXES } from '../known-variables.ts';

export const environment: Check = {
  name: 'environment',
  about: 'no variable is set that the platform does not know',
  async run({ deployment: { env } }) {
    return judgeVariables(Object.keys(env));
  },
};

export function judgeVariables(names: readonly string[]): Finding[] {
  const unknown = names.filter((name) => !KNOWN_VARIABLES.has(name)).flatMap(suspect);
  if (unknown.length > 0) return unknown;
  const known = names.filter((name) => KNOWN_VARIABLES.has(name)).length;
  return [ok('variables', `${known} of the platform's are set, none is unknown`)];
}

/** A foreign name is suspect only when it is nearly one of ours. */
function suspect(name: string): Finding[] {
  const close = nearest(name, KNOWN_VARIABLES);
  const isOurs = OWN_PREFIXES.some((prefix) => name.startsWith(prefix));
  const isTypo = close !== undefined && name.length >= 8 && differsLittle(name, close);
  if (!isOurs && !isTypo) return [];
  const todo =
    close === undefined ? 'Remove it; docs/operating.md lists all.' : `Write ${close}, or remove it.`;
  return [warn(name, 'is set, and nobody reads it', todo)];
}

/** The same letters but for one or two. */
function differsLittle(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2) return false;
  const left = [...b];
  for (const letter of a) {
    const at = left.indexOf(letter);
    if (at >= 0) left.splice(at, 1);
  }
  return left.length <= 1;
}
