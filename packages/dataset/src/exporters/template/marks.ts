/** Where texts of a template part: the head of a turn, which a model is given and does not write, and the marks of a family. */

/**
 * The length of the turn's head, or `undefined` when the turn does not begin as the prompt ends. White space is written
 * more freely than marks, so a difference in it does not count. Where the prompt goes on otherwise than the turn (it opens
 * reasoning, and the turn has none), the head ends behind the last mark or line that both have.
 * @param prompt What a prompt for this turn has beyond the text before the turn. Without any, the turn has no head.
 */
export function afterPrompt(turn: string, prompt: string): number | undefined {
  let at = 0;
  let of = 0;
  while (of < prompt.length && at < turn.length) {
    if (turn[at] === prompt[of]) {
      at += 1;
      of += 1;
    } else if (isSpace(turn[at])) at += 1;
    else if (isSpace(prompt[of])) of += 1;
    else break;
  }
  if (prompt.slice(of).trim() === '') return at;
  const end = lastMark(turn.slice(0, at));
  return end > 0 ? end : undefined;
}

/** Where the last mark or line of a text ends; 0 when it has none. Marks of all families end with one of these signs. */
export function lastMark(text: string): number {
  return Math.max(...['>', ']', '\n'].map((sign) => text.lastIndexOf(sign))) + 1;
}

export function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

function isSpace(sign: string | undefined): boolean {
  return sign !== undefined && /\s/.test(sign);
}
