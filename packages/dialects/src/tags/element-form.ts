/**
 * A call as one element: an opening tag, a body and a closing tag. The body may hold the closing tag: the call ends at
 * the first one up to which the body can be read.
 */
import type { ParsedCall } from '../dialect.ts';
import { skipSpace } from '../skip-space.ts';
import type { CallForm, CallReading, Wrapper } from './call-grammar.ts';

export interface ElementForm {
  readonly open: string;
  readonly close: string;
  /** Sticky: the whole opening tag, from `open` on. Group 1 is the name. Default: `open` is the tag, without a name. */
  readonly head?: RegExp;
  /** The call of a whole body, or `undefined` when the body cannot be read. `isWrapped`: the wrapper goes on behind it. */
  readBody(name: string, body: string, isWrapped: boolean): ParsedCall | undefined;
  /** The call of a body whose closing tag is missing at the end of the answer. Absent: such a call is cut off. */
  readUnclosed?(name: string, body: string): ParsedCall | undefined;
}

const MAX_HEAD = 400;

interface Head {
  name: string;
  /** Where the body begins. */
  start: number;
}

export function elementForm(form: ElementForm): CallForm {
  return {
    open: form.open,
    close: form.close,
    read: (text, at, { ended, next, progress }): CallReading => {
      const head = headAt(form, text, at);
      if (!head) return !ended && isPartialHead(text.slice(at)) ? 'open' : 'bad';
      const { name, start } = head;
      if (text.startsWith('/>', start - 2))
        return asReading(form.readBody(name, '', next !== undefined), start);
      let end = text.indexOf(form.close, Math.max(start, progress?.tried ?? 0));
      for (; end >= 0; end = text.indexOf(form.close, end + 1)) {
        if (progress) progress.tried = end;
        const after = end + form.close.length;
        const place = next ? placeAfter(text, after, next, ended) : 'good';
        if (place === 'open') return 'open';
        if (place === 'bad') continue;
        const isWrapped = next !== undefined && place === 'good';
        const call = form.readBody(name, text.slice(start, end), isWrapped);
        if (call) return { call, end: after };
        if (progress) progress.tried = after;
      }
      if (!ended) return 'open';
      return asReading(form.readUnclosed?.(name, text.slice(start)), text.length);
    },
  };
}

function headAt({ open, head }: ElementForm, text: string, at: number): Head | undefined {
  if (!head) return text.startsWith(open, at) ? { name: '', start: at + open.length } : undefined;
  head.lastIndex = at;
  const match = head.exec(text);
  return match ? { name: (match[1] ?? '').trim(), start: at + match[0].length } : undefined;
}

/** Whether the wrapper goes on properly after a call, or the answer ends before it could. */
function placeAfter(
  text: string,
  from: number,
  expected: readonly string[],
  ended: boolean,
): 'good' | 'cut off' | 'open' | 'bad' {
  const at = skipSpace(text, from);
  for (const word of expected) if (text.startsWith(word, at)) return 'good';
  const rest = text.slice(at);
  if (!expected.some((word) => word.startsWith(rest))) return 'bad';
  return ended ? 'cut off' : 'open';
}

function isPartialHead(text: string): boolean {
  return text.length < MAX_HEAD && !text.includes('>') && !text.includes('\n');
}

function asReading(call: ParsedCall | undefined, end: number): CallReading {
  return call ? { call, end } : 'bad';
}

/** `<name>` and `</name>`. */
export function wrapperOf(name: string): Wrapper {
  return { open: `<${name}>`, close: `</${name}>` };
}
