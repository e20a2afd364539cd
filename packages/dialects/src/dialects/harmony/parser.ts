/**
 * Reads harmony messages from a stream. Text without any header is the answer, as servers give it that have taken the
 * tokens out. Messages of the same kind are joined by a line break.
 */
import { parseJsonObject } from '@nex/core';
import type { DialectDelta, DialectParser, ParsedCall, ParsedReply } from '../../dialect.ts';
import { CUT_OFF, faultyCall, readArguments } from '../../json/call-object.ts';
import { JsonScanner } from '../../json/json-scanner.ts';
import { skipSpace } from '../../skip-space.ts';
import { Words } from '../../words.ts';
import { type Header, readHeader } from './header.ts';
import { EXAMPLE, HEADER_TOKENS, MESSAGE, MESSAGE_ENDS } from './tokens.ts';

const BOUND_TOKENS = [...MESSAGE_ENDS, ...HEADER_TOKENS];
/** What a body cannot contain: its end, or the next header. */
const BOUNDS = new Words(BOUND_TOKENS);
const ENDS = new Words(MESSAGE_ENDS);
const HEADER_ENDS = new Words([MESSAGE, ...MESSAGE_ENDS]);
const HEADER_STARTS = new Words([...HEADER_TOKENS, MESSAGE]);
/** The prompt may have written the role already, so that a header begins with the recipient. */
const HEADER = /^\s*(?:<\|(?:start|channel|message)\|>|to=[^\s<]+\s*<\|)/;
const HEADER_BEGUN = /^\s*(?:<(?:\|[a-z]*\|?)?|t|to|to=[^\s<]*\s*<?)?$/;
const MOST_HEADERS = 64;

type State =
  | { at: 'between' }
  | { at: 'header' }
  | { at: 'text' | 'reasoning' }
  | { at: 'call'; tool: string; head: string; scanner: JsonScanner };

const BETWEEN: State = { at: 'between' };
const IN_HEADER: State = { at: 'header' };
const IN_TEXT: State = { at: 'text' };
const IN_REASONING: State = { at: 'reasoning' };

export function createHarmonyParser(options: { startsInReasoning?: boolean }): DialectParser {
  let reply: ParsedReply;
  let state: State;
  let held = '';
  let deltas: DialectDelta[] = [];
  /** A message has begun, so the next text of its kind is another line. */
  let fresh: boolean;
  /** Most headers are like one before. */
  const headers = new Map<string, Header>();

  function begin(): void {
    reply = { content: '', reasoning: '', calls: [] };
    state = options.startsInReasoning ? IN_REASONING : BETWEEN;
    held = '';
    fresh = false;
  }

  function write(type: 'text' | 'reasoning', text: string): void {
    if (text === '') return;
    const before = type === 'text' ? reply.content : reply.reasoning;
    const delta = fresh && before !== '' ? `\n${text}` : text;
    fresh = false;
    if (type === 'text') reply.content += delta;
    else reply.reasoning += delta;
    deltas.push({ type, delta });
  }
  function call(parsed: ParsedCall): void {
    reply.calls.push(parsed);
    deltas.push({ type: 'call', call: parsed });
  }
  function go(next: State, consumed: number): true {
    state = next;
    held = held.slice(consumed);
    return true;
  }

  /** False when more text is needed. A call needs the token behind it, and all tokens end in `>`. */
  function step(ended: boolean): boolean {
    if (held === '' && !(ended && state.at === 'call')) return false;
    if (state.at === 'between') return between(ended);
    if (state.at === 'header') return header(ended);
    return state.at === 'call' ? callBody(state, ended) : textBody(state.at, ended);
  }
  function between(ended: boolean): boolean {
    const at = skipSpace(held, 0);
    if (HEADER_STARTS.at(held, at) !== undefined) return go(IN_HEADER, at);
    const end = ENDS.at(held, at);
    if (end) return go(BETWEEN, at + end.length);
    if (HEADER.test(held)) return go(IN_HEADER, at);
    if (!ended && HEADER_BEGUN.test(held)) return false;
    return go(IN_TEXT, 0);
  }
  function header(ended: boolean): boolean {
    const message = held.indexOf(MESSAGE);
    const known = message < 0 ? undefined : headers.get(held.slice(0, message));
    const at = known ? message : HEADER_ENDS.first(held);
    if (at < 0 && !ended) return false;
    const head = at < 0 ? held : held.slice(0, at);
    fresh = true;
    if (at >= 0 && held.startsWith(MESSAGE, at)) {
      return go(bodyOf(known ?? headerOf(head), head), at + MESSAGE.length);
    }
    const { kind, tool } = headerOf(head);
    if (kind === 'call') call(faultyCall(tool, head, CUT_OFF, EXAMPLE));
    return go(BETWEEN, head.length);
  }
  function headerOf(head: string): Header {
    const read = readHeader(head);
    if (headers.size === MOST_HEADERS) headers.clear();
    headers.set(head, read);
    return read;
  }
  function textBody(kind: 'text' | 'reasoning', ended: boolean): boolean {
    const at = BOUNDS.first(held);
    const sure = at >= 0 ? at : held.length - (ended ? 0 : BOUNDS.begunAtEnd(held));
    write(kind, held.slice(0, sure));
    if (at >= 0) return go(BETWEEN, at + (ENDS.at(held, at) ?? '').length);
    held = held.slice(sure);
    return false;
  }
  function callBody({ tool, head, scanner }: State & { at: 'call' }, ended: boolean): boolean {
    // Mostly the arguments are whole before the first token, so that nothing needs to be scanned.
    const first = scanner.end === 0 ? BOUNDS.first(held) : -1;
    const whole = first < 0 ? undefined : parseJsonObject(held.slice(0, first));
    if (whole) {
      call({ name: tool, argumentsText: held.slice(0, first).trim(), arguments: whole });
      return go(BETWEEN, first + (ENDS.at(held, first) ?? '').length);
    }
    scanner.scan(held);
    if (scanner.state === 'open' && !ended) return false;
    const at = BOUNDS.first(held, scanner.end);
    if (at < 0 && !ended) return false;
    const bound = at < 0 ? held.length : at;
    const token = ENDS.at(held, bound) ?? '';
    const length = bound + token.length;
    const tail = held.slice(scanner.end, bound).trim();
    const read =
      scanner.state === 'done' &&
      (tail === '' || BOUND_TOKENS.some((candidate) => candidate.startsWith(tail)))
        ? readArguments(held.slice(0, scanner.end).trim())
        : problemOf(scanner);
    const region = head + MESSAGE + held.slice(0, length);
    call(typeof read === 'string' ? faultyCall(tool, region, read, EXAMPLE) : { name: tool, ...read });
    return go(BETWEEN, length);
  }

  function taken(): DialectDelta[] {
    const out = deltas;
    deltas = [];
    return out;
  }
  begin();
  return {
    push: (chunk) => {
      held += chunk;
      if (state.at !== 'call' || chunk.includes('>')) while (step(false));
      return taken();
    },
    end: () => {
      while (step(true));
      const ended = { deltas: taken(), reply };
      begin();
      return ended;
    },
  };
}

function bodyOf({ kind, tool }: Header, head: string): State {
  if (kind === 'call') return { at: 'call', tool, head, scanner: new JsonScanner(0) };
  return kind === 'text' ? IN_TEXT : IN_REASONING;
}

function problemOf(scanner: JsonScanner): string {
  if (scanner.state === 'malformed') return scanner.problem;
  return scanner.state === 'open' ? CUT_OFF : 'more text follows the arguments';
}
