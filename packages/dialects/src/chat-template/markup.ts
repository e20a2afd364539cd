/** Escaping, for the values that `safe` and `escape` make. Templates themselves run without automatic escaping. */
import { SPACE } from './code-points.ts';
import type { Run } from './run.ts';
import { asText } from './text.ts';
import { PyMarkup, type Value } from './value.ts';

const SPACES = new RegExp(`[${SPACE}]+`);
const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#39;',
  '"': '&#34;',
};

export function escapeText(text: string): string {
  return text.replace(/[&<>'"]/g, (character) => ENTITIES[character] ?? character);
}

/** What stands in marked text for a value: itself when it is marked, else escaped. */
export function escaped(run: Run, value: Value): string {
  if (value instanceof PyMarkup) return value.text;
  const text = escapeText(asText(run, value));
  run.checkText(text.length);
  return text;
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** Without comments and tags, white space collapsed, entities read. */
export function stripTags(text: string): string {
  const bare = withoutSpans(withoutSpans(text, '<!--', '-->'), '<', '>');
  return bare
    .split(SPACES)
    .filter((word) => word !== '')
    .join(' ')
    .replace(
      /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi,
      (all, decimal?: string, hex?: string, name?: string) => {
        if (name !== undefined) return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? all) : all;
        const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
        return point > 0 && point <= 0x10_ff_ff ? String.fromCodePoint(point) : all;
      },
    );
}

function withoutSpans(text: string, open: string, close: string): string {
  let result = '';
  let at = 0;
  for (;;) {
    const start = text.indexOf(open, at);
    const end = start < 0 ? -1 : text.indexOf(close, start);
    if (end < 0) return result + text.slice(at);
    result += text.slice(at, start);
    at = end + close.length;
  }
}
