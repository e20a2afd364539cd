/** The documents show what the catalogue holds. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadCatalogue } from '@nex/mcp';
import { expect, test } from 'vitest';
import { catalogueParts, withParts } from '../../scripts/catalogue-docs/render.ts';

const root = new URL('../../', import.meta.url);
const parts = await catalogueParts(await loadCatalogue(fileURLToPath(new URL('catalogue', root))));

test.each(['README.md', 'docs/catalogue.md'])('%s is as `npm run catalogue-docs` writes it', async (name) => {
  const text = await readFile(new URL(name, root), 'utf8');
  expect(text).toContain('<!-- begin catalogue:figures -->');
  expect(text).toBe(withParts(text, parts));
});

test('the search finds a fitting tool among the first five for most queries, in both languages', () => {
  const shares = [...(parts['catalogue:search'] ?? '').matchAll(/\| (en|zh) \| \d+ \| \d+ % \| (\d+) % \|/g)];
  expect(shares.map(([, language]) => language)).toEqual(['en', 'zh']);
  for (const [, , share] of shares) expect(Number(share)).toBeGreaterThanOrEqual(85);
});
