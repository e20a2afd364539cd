/** Escapes of string literals, by the rules of Python's `unicode-escape`. */
import { TemplateFault } from './fault.ts';

const ESCAPE = /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(N\{[^}]*\}|[^]))/g;
const SIMPLE: Record<string, string> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The text of a literal from what stands between its quotes. An escape that Python does not know stays as it is. */
export function decodeString(body: string, line: number): string {
  if (!body.includes('\\')) return body;
  return body.replace(
    ESCAPE,
    (all: string, octal?: string, byte?: string, short?: string, long?: string, other?: string) => {
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      const hex = byte ?? short ?? long;
      if (hex !== undefined) {
        const point = Number.parseInt(hex, 16);
        if (point <= 0x10_ff_ff) return String.fromCodePoint(point);
        throw new TemplateFault('TemplateSyntaxError', 'illegal Unicode character', line);
      }
      const character = other ?? '';
      if (character === 'x' || character === 'u' || character === 'U' || character.startsWith('N')) {
        throw new TemplateFault('TemplateSyntaxError', `the escape '${all}' cannot be read`, line);
      }
      return Object.hasOwn(SIMPLE, character) ? (SIMPLE[character] ?? '') : all;
    },
  );
}
