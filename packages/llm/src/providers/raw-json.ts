/**
 * The bytes of a value within JSON text. Parsing and writing again changes numbers (`1.0`, large integers), escapes and
 * the order of keys that look like numbers; what a model wrote has to stay as it is.
 */

/** @param text Valid JSON. @returns `undefined` when nothing is at the path. */
export function rawJsonAt(text: string, path: readonly (string | number)[]): string | undefined {
  let at: number | undefined = skipSpace(text, 0);
  for (const step of path) {
    at = text[at] === (typeof step === 'number' ? '[' : '{') ? child(text, at, step) : undefined;
    if (at === undefined) return undefined;
  }
  return text.slice(at, endOfValue(text, at));
}

/** Takes the white space between the tokens out; strings, numbers and order stay. @param json Valid JSON. */
export function compactJson(json: string): string {
  return json.replaceAll(/("[^"\\]*(?:\\.[^"\\]*)*")|\s+/g, '$1');
}

/** Start of a member or item. Of members with one name the last counts, as in `JSON.parse`. */
function child(text: string, container: number, step: string | number): number | undefined {
  let found: number | undefined;
  let at = skipSpace(text, container + 1);
  for (let index = 0; text[at] !== ']' && text[at] !== '}'; index += 1) {
    if (text[at] === ',') at = skipSpace(text, at + 1);
    let key: string | number = index;
    if (typeof step === 'string') {
      const end = endOfString(text, at);
      key = JSON.parse(text.slice(at, end)) as string;
      at = skipSpace(text, skipSpace(text, end) + 1);
    }
    if (key === step) found = at;
    at = skipSpace(text, endOfValue(text, at));
  }
  return found;
}

function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return endOfString(text, start);
  let at = start;
  let depth = 0;
  for (; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at) - 1;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (char === ',' || /\s/.test(char ?? ''))) return at;
  }
  return at;
}

function endOfString(text: string, quote: number): number {
  let at = quote + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at += 1;
  return at;
}
