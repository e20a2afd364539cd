/** Every place where a value breaks a schema, each as a fault with its line. */
import { checkShape, didYouMean, type Issue } from '@nex/agent-config';
import type * as z from 'zod';
import type { Fault } from '../model/model.ts';
import type { KeyPath } from '../model/place.ts';
import type { SourceDocument } from './source-document.ts';

export function shapeFaults(
  schema: z.ZodType,
  document: SourceDocument,
  value: unknown = document.value,
): Fault[] {
  const checked = checkShape(schema, value);
  if (checked.ok) return [];
  return checked.issues.flatMap(({ issue, knownKeys }): Fault[] => {
    const path = plainPath(issue.path);
    const base = { rule: 'schema', severity: 'error' } as const;
    if (issue.code !== 'unrecognized_keys') {
      return [{ ...base, place: document.at(path), message: `${sentence(issue)}.` }];
    }
    return issue.keys.map((key) => ({
      ...base,
      place: document.at([...path, key]),
      message: `"${key}" is not a key here.`,
      fix: didYouMean(key, knownKeys),
    }));
  });
}

function plainPath(path: readonly PropertyKey[]): KeyPath {
  return path.map((part) => (typeof part === 'symbol' ? String(part) : part));
}

function sentence(issue: Issue): string {
  const key = issue.path.length === 0 ? 'The file' : `The key "${String(issue.path.at(-1))}"`;
  if (issue.code === 'invalid_type' && /received undefined/.test(issue.message)) return `${key} is required`;
  const text = issue.message.replace(/\.$/, '').replace(/^Invalid input: /, '');
  return `${key} does not fit: ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
