/**
 * Reads the named values of one call: `<name>value</name>` and its kin. A closing tag ends a value only where the rest
 * can still be read, so a value may hold tags, its own closing tag included; of several readings the one with the
 * shortest first value is taken.
 */

export interface EntryGrammar {
  /** Sticky; group 1 is the name, group 2 (optional) the attributes. */
  readonly open: RegExp;
  close(name: string): string;
  /** Sticky-free pattern that begins the next value though the last has no end. Absent: a value must be closed. */
  readonly unclosed?: RegExp;
  /** Whether a text may be a value: `never` when no longer text may be one either. See `keepsCallsWhole`. */
  accepts(value: string): Acceptance;
}

export type Acceptance = 'yes' | 'no' | 'never';

/** Bounds the work on one body, in characters looked at; a body that needs more counts as unreadable. */
const MAX_WORK = 50_000_000;

export interface TagEntry {
  name: string;
  attributes: string;
  text: string;
}

interface OpenEntry {
  name: string;
  attributes: string;
  start: number;
  end: number;
  next: number;
}

/** The entries of `body`, which must hold nothing else but white space; `undefined` when it cannot be read. */
export function readEntries(
  body: string,
  grammar: EntryGrammar,
  isName: (name: string) => boolean = () => true,
): TagEntry[] | undefined {
  const search: Search = { body, grammar, isName, dead: new Set(), work: 0 };
  const chosen: OpenEntry[] = [];
  let position = skipSpace(body, 0);
  while (position < body.length) {
    let entry = openAt(search, position);
    let found = entry !== undefined && closeEntry(search, entry);
    while (!entry || !found) {
      search.dead.add(position);
      entry = chosen.pop();
      if (!entry || search.work > MAX_WORK) return undefined;
      position = entry.next;
      found = closeEntry(search, entry);
    }
    chosen.push(entry);
    position = entry.next;
  }
  return chosen.map(({ name, attributes, start, end }) => ({
    name,
    attributes,
    text: body.slice(start, end),
  }));
}

export function skipSpace(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 32 && code < 127) break;
    if (!/\s/.test(text.charAt(at))) break;
  }
  return at;
}

interface Search {
  readonly body: string;
  readonly grammar: EntryGrammar;
  isName(name: string): boolean;
  /** Places from which the rest cannot be read. */
  readonly dead: Set<number>;
  work: number;
}

function openAt({ body, grammar, isName }: Search, at: number): OpenEntry | undefined {
  grammar.open.lastIndex = at;
  const match = grammar.open.exec(body);
  const name = match?.[1]?.trim();
  if (!match || name === undefined || !isName(name)) return undefined;
  return { name, attributes: match[2] ?? '', start: at + match[0].length, end: -1, next: at };
}

/** Moves the entry to its next possible end. False when there is none left. */
function closeEntry(search: Search, entry: OpenEntry): boolean {
  const { body, grammar, dead } = search;
  const close = grammar.close(entry.name);
  if (entry.end < 0 && grammar.unclosed) {
    const first = body.indexOf(close, entry.start);
    const reopened = body.slice(entry.start).search(grammar.unclosed);
    const at = reopened < 0 ? body.length : entry.start + reopened;
    const next = skipSpace(body, at);
    const isFree = (first < 0 || at < first) && !dead.has(next);
    if (isFree && grammar.accepts(body.slice(entry.start, at)) === 'yes') {
      entry.end = at;
      entry.next = next;
      return true;
    }
  }
  for (
    let at = body.indexOf(close, Math.max(entry.end + 1, entry.start));
    at >= 0;
    at = body.indexOf(close, at + 1)
  ) {
    const next = skipSpace(body, at + close.length);
    search.work += next - at;
    if (search.work > MAX_WORK) return false;
    if (dead.has(next) || (next < body.length && !openAt(search, next))) continue;
    const accepted = grammar.accepts(body.slice(entry.start, at));
    search.work += at - entry.start;
    if (accepted === 'never') return false;
    if (accepted === 'no') continue;
    entry.end = at;
    entry.next = next;
    return true;
  }
  return false;
}

/**
 * A value may hold complete calls and stray ends of calls, but no call's start without its end: else a call that lacks
 * a tag would swallow the next one.
 */
export function keepsCallsWhole(value: string, tags: readonly { open: string; close: string }[]): Acceptance {
  const found = tags.map(({ open, close }) => balance(value, open, close));
  return found.includes('never') ? 'never' : found.includes('no') ? 'no' : 'yes';
}

function balance(value: string, open: string, close: string): Acceptance {
  let depth = 0;
  let isStray = false;
  let nextOpen = value.indexOf(open);
  let nextClose = value.indexOf(close);
  while (nextOpen >= 0) {
    if (nextClose >= 0 && nextClose < nextOpen) {
      if (depth === 0) isStray = true;
      else depth -= 1;
      nextClose = value.indexOf(close, nextClose + close.length);
    } else {
      if (isStray) return 'never';
      depth += 1;
      nextOpen = value.indexOf(open, nextOpen + open.length);
    }
  }
  for (; nextClose >= 0 && depth > 0; nextClose = value.indexOf(close, nextClose + close.length)) depth -= 1;
  return depth === 0 ? 'yes' : 'no';
}
