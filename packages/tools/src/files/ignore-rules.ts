/**
 * Rules of `.gitignore` files: the last rule that matches decides, a rule of a deeper file wins over one of a higher
 * file, and what lies in an ignored directory is ignored. Format: git's documentation of gitignore.
 */
import { compileGlob, type PathTest } from './glob-pattern.ts';

interface Rule {
  matches: PathTest;
  isNegated: boolean;
  onlyDirectories: boolean;
}

/** Rules of one file, with the folder that they are relative to (`''` for the workspace). */
export interface IgnoreRules {
  folder: string;
  rules: readonly Rule[];
}

export function parseIgnoreRules(folder: string, text: string): IgnoreRules {
  const rules: Rule[] = [];
  for (const line of text.split(/\r?\n/)) {
    const rule = parseRule(line);
    if (rule) rules.push(rule);
  }
  return { folder, rules };
}

function parseRule(line: string): Rule | undefined {
  if (line.startsWith('#')) return undefined;
  let pattern = line.replace(/(?<!\\) +$/, '');
  const isNegated = pattern.startsWith('!');
  if (isNegated) pattern = pattern.slice(1);
  const onlyDirectories = pattern.endsWith('/');
  if (onlyDirectories) pattern = pattern.slice(0, -1);
  if (pattern === '') return undefined;
  const isAnchored = pattern.includes('/');
  // Braces and commas have no meaning in these files.
  const literal = pattern.replaceAll(/[{}]/g, '\\$&').replace(/^\//, '');
  const matches = compileGlob(isAnchored ? literal : `**/${literal}`);
  return matches && { matches, isNegated, onlyDirectories };
}

/**
 * Whether the rules leave a path out; `scopes` from the highest folder to the deepest. The caller has made sure that no
 * folder above the path is ignored.
 */
export function isIgnored(scopes: readonly IgnoreRules[], path: string, isDirectory: boolean): boolean {
  for (const { folder, rules } of scopes.toReversed()) {
    const below = folder === '' ? path : path.slice(folder.length + 1);
    const last = rules.findLast((rule) => (isDirectory || !rule.onlyDirectories) && rule.matches(below));
    if (last) return !last.isNegated;
  }
  return false;
}
