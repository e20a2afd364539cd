/**
 * Glob patterns that match in linear time, whatever pattern and path are: both come from models and from files that
 * others wrote. `*` and `?` stay within a name, `**` spans names, `[a-z]`, `[!a-z]`, `{a,b}` and `\` are known, and a
 * leading dot is a character like any other.
 */
import { RE2JS } from 're2js';

const MAX_PATTERN_CHARS = 1000;

export type PathTest = (path: string) => boolean;

/** `undefined` when the pattern is too long or too large to compile. Paths are relative, parts joined by `/`. */
export function compileGlob(pattern: string, options: { ignoreCase?: boolean } = {}): PathTest | undefined {
  if (pattern.length > MAX_PATTERN_CHARS) return undefined;
  try {
    const regex = RE2JS.compile(
      globToRegex(pattern),
      (options.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | RE2JS.DOTALL,
    );
    return (path) => regex.testExact(path);
  } catch {
    return undefined;
  }
}

/** RE2 syntax for a glob pattern. A bracket or brace that is not closed stands for itself. */
function globToRegex(pattern: string): string {
  let regex = '';
  const braces: number[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern.charAt(at);
    if (char === '*') {
      const { text, end } = stars(pattern, at);
      regex += text;
      at = end;
    } else if (char === '?') regex += '[^/]';
    else if (char === '[') {
      const found = characterClass(pattern, at);
      regex += found?.text ?? '\\[';
      at = found?.end ?? at;
    } else if (char === '{' && closes(pattern, at)) {
      braces.push(at);
      regex += '(?:';
    } else if (char === '}' && braces.length > 0) {
      braces.pop();
      regex += ')';
    } else if (char === ',' && braces.length > 0) regex += '|';
    else if (char === '\\' && at + 1 < pattern.length) {
      at += 1;
      regex += RE2JS.quote(pattern.charAt(at));
    } else regex += RE2JS.quote(char);
  }
  return regex;
}

function stars(pattern: string, start: number): { text: string; end: number } {
  let end = start;
  while (pattern.charAt(end + 1) === '*') end += 1;
  const isWholePart =
    end > start && '/{,'.includes(pattern.charAt(start - 1)) && '/},'.includes(pattern.charAt(end + 1));
  if (!isWholePart) return { text: '[^/]*', end };
  if (pattern.charAt(end + 1) === '/') return { text: '(?:[^/]+/)*', end: end + 1 };
  return { text: '.*', end };
}

function characterClass(pattern: string, start: number): { text: string; end: number } | undefined {
  const isNegated = '!^'.includes(pattern.charAt(start + 1)) && start + 1 < pattern.length;
  const first = start + (isNegated ? 2 : 1);
  // A bracket right at the beginning belongs to the class.
  const end = pattern.indexOf(']', first + 1);
  if (end < 0) return undefined;
  const body = pattern.slice(first, end).replaceAll(/[\\\]^[&]/g, '\\$&');
  return { text: isNegated ? `[^/${body}]` : `[${body}]`, end };
}

function closes(pattern: string, start: number): boolean {
  let depth = 0;
  for (let at = start; at < pattern.length; at += 1) {
    const char = pattern.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '{') depth += 1;
    else if (char === '}') depth -= 1;
    if (depth === 0) return true;
  }
  return false;
}
