/** A part of a text to take out. */
export interface Span {
  start: number;
  end: number;
  /** One spelling of the value, by which equal ones are told. */
  value: string;
}

/** Finds values of one kind. Spans do not overlap. */
export type Finder = (text: string) => Span[];

/** Matches of a pattern that hold up, each under its normal spelling. */
export function matches(
  text: string,
  pattern: RegExp,
  normal: (match: string) => string,
  holds: (match: string, at: number) => boolean = () => true,
): Span[] {
  return [...text.matchAll(pattern)].flatMap(({ 0: match, index }) =>
    holds(match, index) ? [{ start: index, end: index + match.length, value: normal(match) }] : [],
  );
}

export interface Beginnings {
  /** A sign that a match may be cut before. */
  separator: RegExp;
  normal: (match: string) => string;
  /** `isWhole`: nothing was cut off, and nothing before it was passed over. */
  holds: (match: string, isWhole: boolean) => boolean;
}

/**
 * Of each match of a global pattern the longest beginning that holds up. Where none does, the search goes on within the
 * match, since a value may stand behind what only looked like its beginning.
 */
export function beginnings(text: string, pattern: RegExp, { separator, normal, holds }: Beginnings): Span[] {
  const found: Span[] = [];
  const search = new RegExp(pattern);
  let passed = 0;
  for (let match = search.exec(text); match !== null; match = search.exec(text)) {
    const { index: start, 0: whole } = match;
    let held: string | undefined;
    for (let end = whole.length; end > 0 && held === undefined; end -= 1) {
      const isCut = end < whole.length;
      if (isCut && !separator.test(whole[end] ?? '')) continue;
      const part = whole.slice(0, end);
      if (holds(part, !isCut && start >= passed)) held = part;
    }
    if (held === undefined) {
      passed = Math.max(passed, start + whole.length);
      search.lastIndex = start + 1;
    } else {
      found.push({ start, end: start + held.length, value: normal(held) });
      search.lastIndex = start + held.length;
    }
  }
  return found;
}
