/** Checks a parsed file against its schema; a fault is told by file, key and what is near to it. */
import { type Code, NexError } from '@nex/core';
import type * as z from 'zod';
import { didYouMean } from './nearest.ts';
import { checkShape, type Issue } from './shape-issues.ts';

/** Throws `config_invalid` (or `code`) about the first fault and says how many more there are. */
export function parseShape<T>(
  schema: z.ZodType<T>,
  value: unknown,
  file: string,
  code: Code = 'config_invalid',
): T {
  const checked = checkShape(schema, value);
  if (checked.ok) return checked.data;
  const [{ issue, knownKeys } = { issue: undefined, knownKeys: [] }] = checked.issues;
  const more = checked.issues.length - 1;
  const also = more > 0 ? ` (and ${more} more ${more === 1 ? 'fault' : 'faults'} in this file)` : '';
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    throw new NexError(code, `"${key}" is not a key here${also}.`, {
      where: whereIn(file, [...issue.path, key]),
      hint: didYouMean(key, knownKeys),
    });
  }
  throw new NexError(code, `${describe(issue, value)}${also}.`, {
    where: whereIn(file, issue?.path ?? []),
    hint: 'The JSON Schema of the file type lists every key and its type.',
  });
}

/** `agents/main.yaml: tools[0].binding`. */
export function whereIn(file: string, path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    text += typeof part === 'number' ? `[${part}]` : `${text === '' ? '' : '.'}${String(part)}`;
  }
  return text === '' ? file : `${file}: ${text}`;
}

function describe(issue: Issue | undefined, value: unknown): string {
  if (issue === undefined) return 'The file breaks its contract';
  if (issue.path.length === 0 && issue.code === 'invalid_type') {
    return `The file must hold a map, not ${value === null ? 'nothing' : typeof value}`;
  }
  if (issue.code === 'invalid_type' && /received undefined/.test(issue.message)) {
    return `The key "${String(issue.path.at(-1))}" is required`;
  }
  return issue.message.replace(/\.$/, '').replace(/^Invalid input: /, '');
}
