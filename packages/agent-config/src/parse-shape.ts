/** Checks a parsed file against its schema; a fault is told by file, key and what is near to it. */
import { type Code, NexError } from '@nex/core';
import * as z from 'zod';
import { didYouMean } from './nearest.ts';

type Issue = z.core.$ZodIssue;

/** Throws `config_invalid` (or `code`) about the first fault and says how many more there are. */
export function parseShape<T>(
  schema: z.ZodType<T>,
  value: unknown,
  file: string,
  code: Code = 'config_invalid',
): T {
  const knownKeys = new Map<string, string[]>();
  const result = schema.safeParse(value, {
    error: (issue) => {
      const { inst } = issue;
      if (issue.code === 'unrecognized_keys' && inst instanceof z.ZodObject) {
        knownKeys.set(issue.keys.join('\n'), Object.keys(inst.shape));
      }
      return undefined;
    },
  });
  if (result.success) return result.data;
  const [first] = result.error.issues;
  const issue = first === undefined ? undefined : innermost(first);
  const more = result.error.issues.length - 1;
  const also = more > 0 ? ` (and ${more} more ${more === 1 ? 'fault' : 'faults'} in this file)` : '';
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    throw new NexError(code, `"${key}" is not a key here${also}.`, {
      where: whereIn(file, [...issue.path, key]),
      hint: didYouMean(key, knownKeys.get(issue.keys.join('\n')) ?? []),
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

/** Of a union's branches, the issue of the one that got furthest, with its full path. */
function innermost(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const [best] = issue.errors
    .flatMap((branch) => branch.slice(0, 1))
    .map((inner) => innermost({ ...inner, path: [...issue.path, ...inner.path] }))
    .sort((a, b) => b.path.length - a.path.length);
  return best !== undefined && best.path.length > issue.path.length ? best : issue;
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
