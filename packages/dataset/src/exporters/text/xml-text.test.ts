import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeXml, isXmlText, unescapeXml } from './xml-text.ts';

const SIGNS: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#13;': '\r',
};
const piece = fc.oneof(
  fc.constantFrom(
    ...Object.keys(SIGNS),
    ...Object.values(SIGNS),
    'amp;',
    'lt;',
    '#13;',
    '#',
    ';',
    '$&',
    '茶',
  ),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));

describe('escapes', () => {
  it('stand for their signs, each once', () => {
    fc.assert(
      fc.property(text, (any) => {
        const escaped = escapeXml(any);
        expect(escaped).not.toMatch(/[<>"\r]/);
        expect(escaped.replaceAll(/&(?:amp|lt|gt|quot|#13);/g, '')).not.toContain('&');
        expect(unescapeXml(escaped)).toBe(any);
      }),
    );
  });

  it('stand in texts of any length', () => {
    for (const any of ['a&<é>', 'a&<茶>\ud83d\ude42', '"\r\ud800']) {
      const long = any.repeat(5000);
      const escaped = escapeXml(long);
      expect(escaped === escapeXml(any).repeat(5000)).toBe(true);
      expect(unescapeXml(escaped) === long).toBe(true);
    }
  });

  it('are read once, and what is none stays', () => {
    fc.assert(
      fc.property(text, (any) => {
        const expected = any.replaceAll(/&(?:amp|lt|gt|quot|#13);/g, (escape) => SIGNS[escape] ?? '');
        expect(unescapeXml(any)).toBe(expected);
      }),
    );
  });
});

it.each([
  ['a\t\n\r\u007f\u0085茶🙂', true],
  ['\u0000', false],
  ['\u000b', false],
  ['a\u001f', false],
  ['\ufffe', false],
  ['\uffff', false],
])('tells whether XML can hold %j', (any, is) => {
  expect(isXmlText(any)).toBe(is);
});
