import { expect, test } from 'vitest';
import { readBlocks, readInline } from './markdown.ts';

test('a card is read into its blocks, without its front matter', () => {
  const card = `---
license: unknown
---
# Sums

Rows of **tools**.
Over two lines.

| Stage | Count |
| --- | --- |
| a \\| b | 1 |

![A chart](charts/funnel.svg)

> One sentence.

- one
- two

\`\`\`python
# no heading
\`\`\`
`;
  expect(readBlocks(card)).toEqual([
    { kind: 'heading', level: 1, text: 'Sums' },
    { kind: 'paragraph', text: 'Rows of **tools**. Over two lines.' },
    { kind: 'table', head: ['Stage', 'Count'], rows: [['a | b', '1']] },
    { kind: 'image', alt: 'A chart', path: 'charts/funnel.svg' },
    { kind: 'quote', text: 'One sentence.' },
    { kind: 'list', items: ['one', 'two'] },
    { kind: 'code', text: '# no heading' },
  ]);
});

test('what begins like a list and is none does not stop the reading', () => {
  expect(readBlocks('![broken](a b)\n*x*')).toEqual([
    { kind: 'paragraph', text: '![broken](a b)' },
    { kind: 'paragraph', text: '*x*' },
  ]);
});

test('marks inside of a line; addresses that are none of the web stay text', () => {
  expect(readInline('a&#95;b `c*d` **e** [f](https://g.example) [h](javascript:i)')).toEqual([
    { kind: 'text', text: 'a_b ' },
    { kind: 'code', text: 'c*d' },
    { kind: 'text', text: ' ' },
    { kind: 'strong', text: 'e' },
    { kind: 'text', text: ' ' },
    { kind: 'link', text: 'f', href: 'https://g.example' },
    { kind: 'text', text: ' [h](javascript:i)' },
  ]);
});
