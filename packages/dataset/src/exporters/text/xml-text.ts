/** Text inside of XML elements and double-quoted attributes. */
import { CodeBuffer } from './code-buffer.ts';

const NO_XML = /[^\t\n\r -\ufffd]/;

/** Whether XML 1.0 can hold the text: it has no spelling for most control characters. */
export function isXmlText(text: string): boolean {
  return !NO_XML.test(text);
}

const ESCAPES = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ['\r', '&#13;'],
] as const;
const ANY_SIGN = /[&<>"\r]/;
const HIGHEST_SIGN = 62;
const LONGEST = 6;
const AMPERSAND = 38;

/** By the code of a sign: how long its escape is, and its escape from `code * LONGEST` on. */
const lengths = new Uint8Array(HIGHEST_SIGN + 1);
const escapes = new Uint16Array((HIGHEST_SIGN + 1) * LONGEST);
/** By the second code of an escape: its sign. */
const signs = new Uint8Array(128);
for (const [sign, escape] of ESCAPES) {
  const code = sign.charCodeAt(0);
  lengths[code] = escape.length;
  for (let at = 0; at < escape.length; at += 1) escapes[code * LONGEST + at] = escape.charCodeAt(at);
  signs[escape.charCodeAt(1)] = code;
}

/** Longer texts are escaped in parts. */
const PART = 4096;
const source = new CodeBuffer(PART);
const target = new CodeBuffer(PART * LONGEST);

export function escapeXml(text: string): string {
  if (!ANY_SIGN.test(text)) return text;
  if (text.length <= PART) return escapePart(text);
  let escaped = '';
  for (let at = 0; at < text.length; at += PART) escaped += escapePart(text.slice(at, at + PART));
  return escaped;
}

function escapePart(text: string): string {
  const from = source.codes;
  const to = target.codes;
  const count = source.load(text);
  let bits = 0;
  let end = 0;
  for (let at = 0; at < count; at += 1) {
    const code = from[at] as number;
    bits |= code;
    const length = code > HIGHEST_SIGN ? 0 : (lengths[code] as number);
    if (length === 0) to[end] = code;
    for (let k = 0; k < length; k += 1) to[end + k] = escapes[code * LONGEST + k] as number;
    end += length || 1;
  }
  return target.text(end, bits);
}

/** What is no escape stays. */
export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  const buffer = text.length <= PART ? source : new CodeBuffer(text.length);
  const { codes } = buffer;
  const count = buffer.load(text);
  let bits = 0;
  let end = 0;
  for (let at = 0; at < count; end += 1) {
    const code = codes[at] as number;
    bits |= code;
    const sign = code === AMPERSAND ? signAt(codes, at, count) : 0;
    codes[end] = sign || code;
    at += sign === 0 ? 1 : (lengths[sign] as number);
  }
  return buffer.text(end, bits);
}

/** The sign whose escape stands there, or 0. */
function signAt(codes: Uint16Array, at: number, count: number): number {
  const sign = signs[codes[at + 1] ?? 0] ?? 0;
  const length = lengths[sign] as number;
  if (at + length > count) return 0;
  for (let k = 1; k < length; k += 1) if (codes[at + k] !== escapes[sign * LONGEST + k]) return 0;
  return sign;
}
