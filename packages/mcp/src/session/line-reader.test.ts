import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineReader } from './line-reader.ts';

const message = (text: string) => ({ jsonrpc: '2.0' as const, id: 1, result: { text } });

function readAll(reader: LineReader) {
  const found = [];
  for (let next = reader.next(); next; next = reader.next()) found.push(next);
  return found;
}

test('messages come out whole, wherever the chunks end', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      (texts, size) => {
        const bytes = Buffer.from(texts.map((text) => `${JSON.stringify(message(text))}\n`).join(''));
        const reader = new LineReader(10_000);
        const found = [];
        for (let at = 0; at < bytes.length; at += size) {
          reader.append(bytes.subarray(at, at + size));
          found.push(...readAll(reader));
        }
        expect(found).toEqual(texts.map(message));
      },
    ),
  );
});

test.each([
  '*** server, version 1 ***',
  '',
  '{"not": "a message"}',
  '{broken',
  '[]',
  'null',
  '{"jsonrpc":"1.0","id":1,"result":{}}',
  '{"jsonrpc":"2.0","id":1}',
  '{"jsonrpc":"2.0","id":1,"result":null}',
  '{"jsonrpc":"2.0","method":1}',
])('the line %j is skipped', (line) => {
  const reader = new LineReader(1_000);
  reader.append(Buffer.from(`${line}\r\n${JSON.stringify(message('a'))}\r\n`));
  expect(readAll(reader)).toEqual([message('a')]);
});

test('a line that is too long is refused, many short ones are not', () => {
  const reader = new LineReader(100);
  for (let count = 0; count < 50; count += 1) reader.append(Buffer.from('x'.repeat(99) + '\n'));
  expect(() => reader.append(Buffer.from('x'.repeat(101)))).toThrow('longer');
});
