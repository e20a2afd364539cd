/**
 * Calls between marks that say nothing of the call itself: `<mark>` items `</mark>`, or the items alone where a family
 * leaves the marks out. An item is one bracket of a language (JSON, Python), which says itself where it ends; so a mark
 * may stand in a string, and a closing mark may be missing after a whole item.
 */
import type { CallSyntax, Reading, ReadState } from '../call-reader.ts';
import type { ParsedCall } from '../dialect.ts';
import { CUT_OFF, faultyCall } from '../json/call-object.ts';
import { skipSpace } from '../skip-space.ts';
import { firstOf } from '../words.ts';

export interface Mark {
  readonly open: string;
  /** `''` for a mark that only opens. */
  readonly close: string;
  /** What stands behind the mark may be anything: only whole calls count. */
  readonly tentative?: true;
}

/** Goes on where it stopped when more of the text came. */
export interface BracketScanner {
  state: 'open' | 'done' | 'malformed';
  end: number;
  /** Says what is malformed. */
  problem?: string;
  scan(text: string): unknown;
}

export interface MarkedGrammar {
  readonly marks: readonly Mark[];
  /** Further beginnings of calls, read by `readBare`. */
  readonly bareOpeners: readonly string[];
  /** The bracket of the item that begins at `at`; `open` when more text may make it one. */
  bracketAt(text: string, at: number): number | 'open' | 'none';
  scanner(from: number): BracketScanner;
  /** The calls of a whole item behind a mark; a string says what is wrong with it. */
  readItem(item: string, mark?: Mark): ParsedCall[] | string;
  /** The same for an item without marks or behind a tentative one. Default: `readItem`. */
  readBareItem?(item: string): ParsedCall[] | string;
  /** Whether items without a mark that begin at the start of the text are meant as calls. */
  bareAt(text: string, ended: boolean): 'yes' | 'if whole' | 'open' | 'no';
  /** The name that a broken call wants, or `''`. */
  nameIn(region: string): string;
  readonly example: string;
}

export function markedSyntax(grammar: MarkedGrammar): CallSyntax {
  const { marks } = grammar;
  const closes = marks.flatMap(({ close, tentative }) => (close === '' || tentative ? [] : [close]));
  const scanners = new Map<number, BracketScanner>();
  const scan = (text: string, from: number): BracketScanner => {
    const scanner = scanners.get(from) ?? grammar.scanner(from);
    scanners.set(from, scanner);
    scanner.scan(text);
    return scanner;
  };
  const read = (text: string, state: ReadState): Reading => {
    const mark = marks.find(({ open }) => text.startsWith(open));
    if (mark) return readMarked({ grammar, text, scan, ...state }, mark);
    const close = closes.find((one) => text.startsWith(one));
    if (close !== undefined) {
      return state.afterCall
        ? { kind: 'calls', calls: [], length: close.length }
        : { kind: 'text', length: close.length };
    }
    return readBare({ grammar, text, scan, ...state });
  };
  return {
    openers: [...marks.map(({ open }) => open), ...closes, ...grammar.bareOpeners],
    closers: [...marks.flatMap(({ open, close }) => [open, close]).filter(Boolean), ']', '}', ')'],
    read(text, state) {
      const reading = read(text, state);
      if (reading.kind !== 'open') scanners.clear();
      return reading;
    },
  };
}

interface Place extends ReadState {
  grammar: MarkedGrammar;
  text: string;
  scan(text: string, from: number): BracketScanner;
}

function readMarked(place: Place, mark: Mark): Reading {
  const { grammar, text, ended, scan } = place;
  const calls: ParsedCall[] = [];
  let kept = 0;
  for (let at = skipSpace(text, mark.open.length); ; ) {
    if (mark.close !== '' && text.startsWith(mark.close, at)) {
      if (mark.tentative && calls.length === 0) return { kind: 'text', length: mark.open.length };
      return { kind: 'calls', calls, length: at + mark.close.length };
    }
    const rest = text.slice(at);
    if (!ended && (rest === '' || mark.close.startsWith(rest))) return { kind: 'open' };
    const bracket = grammar.bracketAt(text, at);
    if (bracket === 'open' && !ended) return { kind: 'open' };
    if (typeof bracket === 'string') {
      if (kept > 0) return { kind: 'calls', calls, length: kept };
      return rest === '' ? broken(place, mark, at, CUT_OFF) : { kind: 'text', length: mark.open.length };
    }
    const scanner = scan(text, bracket);
    if (scanner.state === 'open')
      return ended ? broken(place, mark, at, CUT_OFF, calls, kept) : { kind: 'open' };
    const problem = scanner.problem ?? 'a bracket closes nothing';
    if (scanner.state === 'malformed') return broken(place, mark, scanner.end, problem, calls, kept);
    const item = text.slice(at, scanner.end);
    const read = mark.tentative ? readBareItem(grammar, item) : grammar.readItem(item, mark);
    if (typeof read === 'string') return broken(place, mark, scanner.end, read, calls, kept);
    calls.push(...read);
    kept = scanner.end;
    at = skipSpace(text, kept);
    if (',;'.includes(text.charAt(at)) && at < text.length) at = skipSpace(text, at + 1);
  }
}

function readBare(place: Place): Reading {
  const { grammar, text, ended, scan } = place;
  const meant = grammar.bareAt(text, ended);
  if (meant === 'open' && !ended) return { kind: 'open' };
  if (meant === 'no' || meant === 'open') return { kind: 'text', length: 1 };
  const scanner = scan(text, 0);
  if (scanner.state === 'open' && !ended) return { kind: 'open' };
  const read = scanner.state === 'done' ? readBareItem(grammar, text.slice(0, scanner.end)) : CUT_OFF;
  if (typeof read !== 'string') return { kind: 'calls', calls: read, length: scanner.end };
  // Text is the whole of it: what stands in its strings is no call of its own.
  const length =
    scanner.state === 'open' ? text.length : scanner.end + (scanner.state === 'malformed' ? 1 : 0);
  if (meant === 'if whole') return { kind: 'text', length };
  const region = text.slice(0, length);
  const problem = scanner.state === 'malformed' ? (scanner.problem ?? 'a bracket closes nothing') : read;
  return { kind: 'calls', calls: [faulty(grammar, region, problem)], length };
}

function readBareItem(grammar: MarkedGrammar, item: string): ParsedCall[] | string {
  return (grammar.readBareItem ?? grammar.readItem)(item);
}

/** A broken call goes to its closing mark, to the next opening one, or to the end. */
function broken(
  { grammar, text, ended }: Place,
  mark: Mark,
  from: number,
  problem: string,
  calls: readonly ParsedCall[] = [],
  kept = 0,
): Reading {
  if (mark.tentative) return { kind: 'text', length: mark.open.length };
  const opens = grammar.marks.map(({ open }) => open);
  const at = firstOf(text, mark.close === '' ? opens : [mark.close, ...opens], Math.max(from, 1));
  if (at < 0 && !ended) return { kind: 'open' };
  const isClose = at >= 0 && mark.close !== '' && text.startsWith(mark.close, at);
  const length = at < 0 ? text.length : isClose ? at + mark.close.length : at;
  return { kind: 'calls', calls: [...calls, faulty(grammar, text.slice(kept, length), problem)], length };
}

function faulty({ nameIn, example }: MarkedGrammar, region: string, problem: string): ParsedCall {
  return faultyCall(nameIn(region), region, problem, example);
}
