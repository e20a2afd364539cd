/** Every place where a value breaks a schema, each as a fault with its line. */
import { didYouMean } from '@nex/agent-config';
import * as z from 'zod';
import type { Fault } from '../model/model.ts';
import type { KeyPath } from '../model/place.ts';
import type { SourceDocument } from './source-document.ts';

type Issue = z.core.$ZodIssue;

export function shapeFaults(
  schema: z.ZodType,
  document: SourceDocument,
  value: unknown = document.value,
): Fault[] {
  const keys = new Map<string, string[]>();
  const result = schema.safeParse(value, {
    error: (issue) => {
      const { inst } = issue;
      if (issue.code === 'unrecognized_keys' && inst instanceof z.ZodObject) {
        keys.set(issue.keys.join('\n'), Object.keys(inst.shape));
      }
      return undefined;
    },
  });
  if (result.success) return [];
  return result.error.issues.map(innermost).flatMap((issue): Fault[] => {
    const path = plainPath(issue.path);
    const base = { rule: 'schema', severity: 'error' } as const;
    if (issue.code !== 'unrecognized_keys') {
      return [{ ...base, place: document.at(path), message: `${sentence(issue)}.` }];
    }
    return issue.keys.map((key) => ({
      ...base,
      place: document.at([...path, key]),
      message: `"${key}" is not a key here.`,
      fix: didYouMean(key, keys.get(issue.keys.join('\n')) ?? []),
    }));
  });
}

function plainPath(path: readonly PropertyKey[]): KeyPath {
  return path.map((part) => (typeof part === 'symbol' ? String(part) : part));
}

/** Of a union's branches, the issue that got furthest. */
function innermost(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const [best] = issue.errors
    .flatMap((branch) => branch.slice(0, 1))
    .map((inner) => innermost({ ...inner, path: [...issue.path, ...inner.path] }))
    .sort((a, b) => b.path.length - a.path.length);
  return best !== undefined && best.path.length > issue.path.length ? best : issue;
}

function sentence(issue: Issue): string {
  const key = issue.path.length === 0 ? 'The file' : `The key "${String(issue.path.at(-1))}"`;
  if (issue.code === 'invalid_type' && /received undefined/.test(issue.message)) return `${key} is required`;
  const text = issue.message.replace(/\.$/, '').replace(/^Invalid input: /, '');
  return `${key} does not fit: ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
