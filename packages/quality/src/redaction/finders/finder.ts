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
