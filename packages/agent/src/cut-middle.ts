/** A long text with its middle left out. Characters of two units stay whole, because stores refuse half of one. */

/**
 * The first `head` and the last `tail` characters with `mark` between them, which is told how many are left out. The
 * text itself when nothing is.
 */
export function cutMiddle(
  text: string,
  head: number,
  tail: number,
  mark: (omitted: number) => string,
): string {
  const from = endsInPair(text, head) ? head - 1 : head;
  const until = endsInPair(text, text.length - tail) ? text.length - tail + 1 : text.length - tail;
  if (until <= from) return text;
  return `${text.slice(0, from)}\n${mark(until - from)}\n${text.slice(until)}`;
}

/** Whether a cut at that index divides a surrogate pair. */
function endsInPair(text: string, at: number): boolean {
  return at > 0 && at < text.length && (text.codePointAt(at - 1) ?? 0) > 0xffff;
}
