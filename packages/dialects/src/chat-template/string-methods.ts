/** The methods of `str` that templates may call. */
import { bind, intArgument, optionalText, textArgument } from './arguments.ts';
import {
  codePointLength,
  codePoints,
  isFlat,
  isSpace,
  splitLines,
  stripEnd,
  stripStart,
} from './code-points.ts';
import { TemplateFault, typeFault } from './fault.ts';
import { capitalized, lowered, swapped, titled, uppered } from './letter-case.ts';
import type { Run } from './run.ts';
import { iterate, sliceOf } from './sequence.ts';
import { split, splitFromEnd } from './split.ts';
import { type Arguments, PyTuple, textIn, typeName, type Value } from './value.ts';

type StringMethod = (run: Run, self: string, given: Arguments) => Value;

/** A method whose parameters are all read by position or by name. */
function method(
  name: string,
  parameters: readonly string[],
  body: (run: Run, self: string, args: (Value | undefined)[]) => Value,
): [string, StringMethod] {
  return [name, (run, self, given) => body(run, self, bind(name, parameters, given))];
}

function test(name: string, pattern: RegExp | ((text: string) => boolean)): [string, StringMethod] {
  const decide = pattern instanceof RegExp ? (text: string) => pattern.test(text) : pattern;
  return method(name, [], (_run, self) => decide(self));
}

const changed = (name: string, change: (text: string) => string) =>
  method(name, [], (run, self) => {
    run.checkText(self.length);
    return change(self);
  });

const hasLetters = (text: string) => uppered(text) !== lowered(text);

export const STRING_METHODS: ReadonlyMap<string, StringMethod> = new Map([
  changed('capitalize', capitalized),
  changed('casefold', (text) => lowered(text.replaceAll('ß', 'ss'))),
  changed('lower', lowered),
  changed('swapcase', swapped),
  changed('title', titled),
  changed('upper', uppered),
  method('strip', ['chars'], (_run, self, [chars]) => {
    const set = optionalText('strip', chars);
    return stripEnd(stripStart(self, set), set);
  }),
  method('lstrip', ['chars'], (_run, self, [chars]) => stripStart(self, optionalText('lstrip', chars))),
  method('rstrip', ['chars'], (_run, self, [chars]) => stripEnd(self, optionalText('rstrip', chars))),
  method('removeprefix', ['prefix'], (_run, self, [prefix]) => {
    const text = textArgument('removeprefix', prefix);
    return self.startsWith(text) ? self.slice(text.length) : self;
  }),
  method('removesuffix', ['suffix'], (_run, self, [suffix]) => {
    const text = textArgument('removesuffix', suffix);
    return text !== '' && self.endsWith(text) ? self.slice(0, -text.length) : self;
  }),
  method('split', ['sep', 'maxsplit'], (run, self, [sep, max]) =>
    split(run, self, optionalText('split', sep), intArgument('split', max, -1)),
  ),
  method('rsplit', ['sep', 'maxsplit'], (run, self, [sep, max]) =>
    splitFromEnd(run, self, optionalText('rsplit', sep), intArgument('rsplit', max, -1)),
  ),
  method('splitlines', ['keepends'], (run, self, [keep]) => {
    const lines = splitLines(self, keep !== undefined && intArgument('splitlines', keep, 0) !== 0);
    run.checkItems(lines.length);
    return lines;
  }),
  method('partition', ['sep'], (_run, self, [sep]) => {
    const text = separator('partition', sep);
    const at = self.indexOf(text);
    return new PyTuple(at < 0 ? [self, '', ''] : [self.slice(0, at), text, self.slice(at + text.length)]);
  }),
  method('rpartition', ['sep'], (_run, self, [sep]) => {
    const text = separator('rpartition', sep);
    const at = self.lastIndexOf(text);
    return new PyTuple(at < 0 ? ['', '', self] : [self.slice(0, at), text, self.slice(at + text.length)]);
  }),
  method('startswith', ['prefix', 'start', 'end'], (run, self, [prefix, start, end]) =>
    anyOf('startswith', prefix, (text) => bounded(run, self, start, end).startsWith(text)),
  ),
  method('endswith', ['suffix', 'start', 'end'], (run, self, [suffix, start, end]) =>
    anyOf('endswith', suffix, (text) => bounded(run, self, start, end).endsWith(text)),
  ),
  method('find', ['sub', 'start', 'end'], (run, self, args) => find(run, 'find', self, args, false)),
  method('rfind', ['sub', 'start', 'end'], (run, self, args) => find(run, 'rfind', self, args, true)),
  method('index', ['sub', 'start', 'end'], (run, self, args) => found(find(run, 'index', self, args, false))),
  method('rindex', ['sub', 'start', 'end'], (run, self, args) =>
    found(find(run, 'rindex', self, args, true)),
  ),
  method('count', ['sub', 'start', 'end'], (run, self, [sub, start, end]) => {
    const text = textArgument('count', sub);
    const part = bounded(run, self, start, end);
    return text === '' ? codePointLength(part) + 1 : part.split(text).length - 1;
  }),
  method('replace', ['old', 'new', 'count'], (run, self, [old, to, count]) =>
    replaced(
      run,
      self,
      textArgument('replace', old),
      textArgument('replace', to),
      intArgument('replace', count, -1),
    ),
  ),
  method('join', ['iterable'], (run, self, [items]) => {
    if (items === undefined) throw typeFault('join() takes exactly one argument (0 given)');
    const parts: string[] = [];
    let length = 0;
    for (const item of iterate(run, items)) {
      const part = textIn(item);
      if (part === undefined) {
        throw typeFault(`sequence item ${parts.length}: expected str instance, ${typeName(item)} found`);
      }
      length += part.length + self.length;
      run.checkText(length);
      parts.push(part);
    }
    return parts.join(self);
  }),
  method('center', ['width', 'fillchar'], (run, self, [width, fill]) => {
    const missing = padding(run, self, width);
    const left = Math.floor(missing / 2) + (missing & intArgument('center', width, 0) & 1);
    const filler = optionalText('center', fill) ?? ' ';
    return missing <= 0 ? self : filler.repeat(left) + self + filler.repeat(missing - left);
  }),
  method(
    'ljust',
    ['width', 'fillchar'],
    (run, self, [width, fill]) =>
      self + (optionalText('ljust', fill) ?? ' ').repeat(padding(run, self, width)),
  ),
  method(
    'rjust',
    ['width', 'fillchar'],
    (run, self, [width, fill]) =>
      (optionalText('rjust', fill) ?? ' ').repeat(padding(run, self, width)) + self,
  ),
  method('zfill', ['width'], (run, self, [width]) => {
    const sign = /^[-+]/.exec(self)?.[0] ?? '';
    return sign + '0'.repeat(padding(run, self, width)) + self.slice(sign.length);
  }),
  method('expandtabs', ['tabsize'], (run, self, [size]) => {
    const width = intArgument('expandtabs', size, 8);
    run.checkText(self.length * Math.max(1, width));
    let column = 0;
    return self.replace(/\t|[\n\r]|[^\t\n\r]+/g, (piece) => {
      const text = piece === '\t' ? ' '.repeat(width > 0 ? width - (column % width) : 0) : piece;
      column = piece === '\n' || piece === '\r' ? 0 : column + codePointLength(text);
      return text;
    });
  }),
  test('isalnum', /^[\p{L}\p{N}]+$/u),
  test('isalpha', /^\p{L}+$/u),
  test('isascii', (text) => !/[^\0-\x7f]/.test(text)),
  test('isdecimal', /^\p{Nd}+$/u),
  test('isdigit', /^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089]+$/u),
  test('isidentifier', /^[\p{ID_Start}_]\p{ID_Continue}*$/u),
  test('islower', (text) => hasLetters(text) && lowered(text) === text),
  test('isnumeric', /^\p{N}+$/u),
  test('isprintable', (text) => !/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(text)),
  test('isspace', isSpace),
  test('istitle', (text) => hasLetters(text) && titled(text) === text),
  test('isupper', (text) => hasLetters(text) && uppered(text) === text),
]);

/** The methods of `str` that stay closed: what they make has no place in a prompt. */
export const CLOSED_STRING_METHODS: ReadonlySet<string> = new Set(['encode', 'maketrans', 'translate']);

function separator(name: string, value: Value | undefined): string {
  const text = textArgument(name, value);
  if (text === '') throw new TemplateFault('ValueError', 'empty separator');
  return text;
}

function padding(run: Run, self: string, width: Value | undefined): number {
  const target = intArgument('width', width, 0);
  run.checkText(Math.max(0, target));
  return Math.max(0, target - codePointLength(self));
}

function bounded(run: Run, self: string, start: Value | undefined, end: Value | undefined): string {
  if (start === undefined && end === undefined) return self;
  const part = sliceOf(run, self, { start: start ?? null, stop: end ?? null, step: null });
  return typeof part === 'string' ? part : '';
}

function anyOf(name: string, value: Value | undefined, decide: (text: string) => boolean): boolean {
  if (!(value instanceof PyTuple)) return decide(textArgument(name, value));
  return value.items.some((item) => decide(textArgument(name, item)));
}

function find(run: Run, name: string, self: string, args: (Value | undefined)[], last: boolean): number {
  const [sub, start, end] = args;
  const text = textArgument(name, sub);
  const part = bounded(run, self, start, end);
  run.checkText(part.length);
  const at = last ? part.lastIndexOf(text) : part.indexOf(text);
  if (at < 0) return -1;
  const length = codePointLength(self);
  const from = intArgument(name, start, 0);
  const offset = from < 0 ? Math.max(0, from + length) : Math.min(from, length);
  return offset + (isFlat(part) ? at : codePoints(part.slice(0, at)).length);
}

function found(at: number): number {
  if (at < 0) throw new TemplateFault('ValueError', 'substring not found');
  return at;
}

/** `self.replace(old, to, count)`; a negative count replaces all. */
export function replaced(run: Run, self: string, old: string, to: string, count = -1): string {
  run.checkText(self.length);
  const pieces = old === '' ? ['', ...codePoints(self), ''] : self.split(old);
  const times = count < 0 ? pieces.length - 1 : Math.min(count, pieces.length - 1);
  if (times === 0) return self;
  run.checkText(self.length + times * Math.max(0, to.length - old.length));
  const rest = pieces.slice(times).join(old);
  return pieces.slice(0, times).concat(rest).join(to);
}
