/** Content addresses. Apart from the index, because it needs Node's crypto and the browser has none. */
import { createHash } from 'node:crypto';
import { canonicalJson } from './json.ts';

/** `sha256:` and 64 hex digits of the text's UTF-8 bytes. */
export function digestText(text: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** Digest of a value's canonical JSON: independent of key order. */
export function digestJson(value: unknown): string {
  return digestText(canonicalJson(value));
}

/** A 32-bit unsigned integer drawn from the parts, equal for equal parts: a seed derived from other seeds. */
export function deriveSeed(...parts: (string | number)[]): number {
  return createHash('sha256').update(parts.join('\u0000')).digest().readUInt32BE(0);
}
