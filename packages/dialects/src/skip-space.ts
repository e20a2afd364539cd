/** The first index at or behind `from` that is not white space. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 32 || (code > 8 && code < 14)) continue;
    if (code < 128 || !/\s/.test(text.charAt(at))) break;
  }
  return at;
}
