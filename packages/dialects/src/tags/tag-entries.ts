/**
 * Reads the named values of one call: `<name>value</name>` and its kin. A closing tag ends a value only where the rest
 * can still be read, so a value may hold tags, its own closing tag included; of several readings the one with the
 * shortest first value is taken.
 */
import { skipSpace } from '../skip-space.ts';

export interface EntryGrammar {
  /** Sticky; group 1 is the name, group 2 (optional) the attributes. */
  readonly open: RegExp;
  close(name: string): string;
  /**
   * What begins the next value though the last has no end: white space, then the word. The pattern is not sticky.
   * Absent: a value must be closed.
   */
  readonly unclosed?: { word: string; pattern: RegExp };
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

/** Its text is that up to `end`, once it has one. */
interface OpenEntry extends TagEntry {
  start: number;
  /** -1 before the first was found. */
  end: number;
  /** Where the rest begins; the entry's own place before an end was found. */
  next: number;
}

/**
 * The entries of `body`, which must hold nothing else but white space; `undefined` when it cannot be read.
 * @param names The names that an entry may have. Default: any.
 */
export function readEntries(
  body: string,
  grammar: EntryGrammar,
  names?: Pick<ReadonlySet<string>, 'has'>,
): TagEntry[] | undefined {
  const search: Search = { body, grammar, names, dead: undefined, work: 0, ahead: undefined };
  const chosen: OpenEntry[] = [];
  let position = skipSpace(body, 0);
  while (position < body.length) {
    const { ahead } = search;
    let entry = ahead?.next === position ? ahead : openAt(search, position);
    search.ahead = undefined;
    let found = entry !== undefined && closeEntry(search, entry);
    while (!entry || !found) {
      search.dead ??= new Set();
      search.dead.add(position);
      entry = chosen.pop();
      if (!entry || search.work > MAX_WORK) return undefined;
      position = entry.next;
      found = closeEntry(search, entry);
    }
    chosen.push(entry);
    position = entry.next;
  }
  return chosen;
}

interface Search {
  readonly body: string;
  readonly grammar: EntryGrammar;
  readonly names: Pick<ReadonlySet<string>, 'has'> | undefined;
  /** Places from which the rest cannot be read. */
  dead: Set<number> | undefined;
  work: number;
  /** The entry that was seen behind the last one. */
  ahead: OpenEntry | undefined;
}

function openAt({ body, grammar, names }: Search, at: number): OpenEntry | undefined {
  grammar.open.lastIndex = at;
  const match = grammar.open.exec(body);
  const name = match?.[1]?.trim();
  if (!match || name === undefined || names?.has(name) === false) return undefined;
  return { name, attributes: match[2] ?? '', text: '', start: at + match[0].length, end: -1, next: at };
}

/** Moves the entry to its next possible end. False when there is none left. */
function closeEntry(search: Search, entry: OpenEntry): boolean {
  const { body, grammar } = search;
  const close = grammar.close(entry.name);
  if (entry.end < 0 && grammar.unclosed && endUnclosed(search, entry, grammar.unclosed)) return true;
  for (
    let at = body.indexOf(close, Math.max(entry.end + 1, entry.start));
    at >= 0;
    at = body.indexOf(close, at + 1)
  ) {
    const next = skipSpace(body, at + close.length);
    search.work += next - at;
    if (search.work > MAX_WORK) return false;
    if (search.dead?.has(next) || !isReadable(search, next)) continue;
    search.work += at - entry.start;
    const accepted = endAt(search, entry, at, next);
    if (accepted !== 'no') return accepted === 'yes';
  }
  return false;
}

/** Ends the entry where the next one begins or the body ends, if that is before the first closing tag. */
function endUnclosed(
  search: Search,
  entry: OpenEntry,
  { word, pattern }: NonNullable<EntryGrammar['unclosed']>,
): boolean {
  const { body, grammar, dead } = search;
  const close = body.indexOf(grammar.close(entry.name), entry.start);
  const begun = body.indexOf(word, entry.start);
  if (close >= 0 && (begun < 0 || begun > close)) return false;
  const reopened = body.slice(entry.start).search(pattern);
  const at = reopened < 0 ? body.length : entry.start + reopened;
  const next = skipSpace(body, at);
  return (close < 0 || at < close) && !dead?.has(next) && endAt(search, entry, at, next) === 'yes';
}

/** Whether the next entry or the end of the body is there. */
function isReadable(search: Search, at: number): boolean {
  if (at >= search.body.length) return true;
  const ahead = openAt(search, at);
  if (ahead) search.ahead = ahead;
  return ahead !== undefined;
}

/** Ends the entry there, if its text may be a value. */
function endAt({ body, grammar }: Search, entry: OpenEntry, end: number, next: number): Acceptance {
  const text = body.slice(entry.start, end);
  const accepted = grammar.accepts(text);
  if (accepted !== 'yes') return accepted;
  entry.text = text;
  entry.end = end;
  entry.next = next;
  return accepted;
}

/**
 * A value may hold complete calls and stray ends of calls, but no call's start without its end: else a call that lacks
 * a tag would swallow the next one.
 */
export function keepsCallsWhole(value: string, tags: readonly { open: string; close: string }[]): Acceptance {
  let worst: Acceptance = 'yes';
  for (const { open, close } of tags) {
    const found = balance(value, open, close);
    if (found === 'never') return found;
    if (found === 'no') worst = found;
  }
  return worst;
}

function balance(value: string, open: string, close: string): Acceptance {
  let nextOpen = value.indexOf(open);
  if (nextOpen < 0) return 'yes';
  let depth = 0;
  let isStray = false;
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
