/** Answers in the forms that search servers are known to give. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SearchHit } from '../enhancers/web.ts';
import { isAddress, readHits } from './read-hits.ts';

const A: SearchHit = {
  title: 'Slugs at night',
  url: 'https://slugs.test/a?b=1',
  snippet: 'They eat beds bare.',
};
const B: SearchHit = { title: '园艺', url: 'https://yuanyi.test/b', snippet: '浇水的时间。' };

const text = (...texts: string[]) => texts.map((one) => ({ type: 'text' as const, text: one }));
const rows = [A, B].map(({ title, url, snippet }) => ({ title, url, description: snippet }));

describe.each([
  ['a structured list', { content: [], structured: { results: rows } }],
  [
    'a structured list beside other parts',
    {
      content: text('Two results.'),
      structured: {
        query: { original: 'slugs' },
        web: {
          type: 'search',
          results: rows.map((row) => ({ ...row, profile: { name: 'X', url: 'https://x.test' } })),
        },
      },
    },
  ],
  ['a list in JSON as text', { content: text(JSON.stringify(rows)) }],
  ['a block of JSON for each', { content: text(...rows.map((row) => JSON.stringify(row))) }],
  [
    'names of another kind, marks around words, parts of a text',
    {
      content: text(
        JSON.stringify({
          organic: [
            { name: 'Slugs <strong>at night</strong>', link: A.url, highlights: [A.snippet] },
            { title: B.title, href: B.url, text: B.snippet },
          ],
        }),
      ),
    },
  ],
  [
    'lines with labels',
    {
      content: text(
        [A, B].map((hit) => `Title: ${hit.title}\nDescription: ${hit.snippet}\nURL: ${hit.url}`).join('\n\n'),
      ),
    },
  ],
  [
    'labels in bold, the address before the text, a text of two lines',
    {
      content: text(
        `Detailed Results:\n\n1. **Title:** ${A.title}\n   **URL:** ${A.url}\n   **Content:** They eat\n   beds bare.\n` +
          `2. **Title:** ${B.title}\n   **URL:** ${B.url}\n   **Content:** ${B.snippet}`,
      ),
    },
  ],
  [
    'links in Markdown',
    {
      content: text(
        `Found 2:\n\n1. [${A.title}](${A.url})\n   ${A.snippet}\n\n2. [${B.title}](${B.url} "x")\n${B.snippet}`,
      ),
    },
  ],
  [
    'headings with bare addresses below',
    {
      content: text(`## ${A.title}\n${A.url}\n${A.snippet}\n\n## ${B.title}\n<${B.url}>\n${B.snippet}\n`),
    },
  ],
  [
    'a line each',
    {
      content: text(`- ${A.title}: ${A.url} — ${A.snippet}\n- ${B.title}：${B.url}\n${B.snippet}`),
    },
  ],
])('%s', (_, answer) => {
  test('gives titles, addresses and texts', () => {
    expect(readHits(answer)).toEqual([A, B]);
  });
});

test('an address is found once, and what is no address of the web is none', () => {
  const structured = {
    results: [
      rows[0],
      { ...rows[0], title: 'Again' },
      { title: 'Mail', url: 'mailto:a@b.test' },
      { url: B.url },
    ],
  } as never;
  expect(readHits({ content: [], structured }).map(({ url }) => url)).toEqual([A.url]);
});

test.each([
  ['No results.', []],
  ['Detailed Results:', []],
  ['', []],
  ['{"results": []}', []],
  ['{ broken https://slugs.test/ ', ['https://slugs.test/']],
  ['See https://slugs.test/a. And (https://slugs.test/b), too.', ['https://slugs.test/a']],
  ['Source: a book\nTitle: One\nURL: https://one.test/', ['https://one.test/']],
  ['See [slugs](https://slugs.test/Slug_(animal)), too', ['https://slugs.test/Slug_(animal)']],
  ['URL: https://slugs.test/Slug_(animal)', ['https://slugs.test/Slug_(animal)']],
  ['(in https://slugs.test/Slug_(animal)).', ['https://slugs.test/Slug_(animal)']],
  ['at https://: nothing', []],
  ['[resource Slugs https://slugs.test/c]', ['https://slugs.test/c']],
])('%j', (told, urls) => {
  expect(readHits({ content: text(told) }).map(({ url }) => url)).toEqual(urls);
});

test('whatever a tool says, each hit has an address', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.webUrl({ withQueryParameters: true }),
    fc.constantFrom('\n', ' ', '[a](', ')', '**URL:** ', 'Title: ', 'https://', '{', '"url":', '- '),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      for (const { url } of readHits({ content: text(pieces.join('')) })) expect(isAddress(url)).toBe(true);
    }),
  );
});
