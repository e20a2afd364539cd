/** What is wrong with the shape of a parsed file, as data: its readers word it. */
import * as z from 'zod';

export type Issue = z.core.$ZodIssue;

export interface ShapeIssue {
  /** Of a union's branches, that of the one that got furthest, with its full path. */
  issue: Issue;
  /** Of unknown keys: those that there are. */
  knownKeys: string[];
}

/** The value as the schema has it, or every issue. */
export function checkShape<T>(
  schema: z.ZodType<T>,
  value: unknown,
): { ok: true; data: T } | { ok: false; issues: ShapeIssue[] } {
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
  if (result.success) return { ok: true, data: result.data };
  const issues = result.error.issues.map((one): ShapeIssue => {
    const issue = innermost(one);
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys.join('\n') : '';
    return { issue, knownKeys: keys.get(unknown) ?? [] };
  });
  return { ok: false, issues };
}

function innermost(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const [best] = issue.errors
    .flatMap((branch) => branch.slice(0, 1))
    .map((inner) => innermost({ ...inner, path: [...issue.path, ...inner.path] }))
    .sort((a, b) => b.path.length - a.path.length);
  return best !== undefined && best.path.length > issue.path.length ? best : issue;
}
