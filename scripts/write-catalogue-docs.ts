/** Writes the figures of the catalogue into the documents that show them. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadCatalogue } from '@nex/mcp';
import { catalogueParts, withParts } from './catalogue-docs/render.ts';

const root = new URL('../', import.meta.url);
const parts = await catalogueParts(await loadCatalogue(fileURLToPath(new URL('catalogue', root))));
for (const name of ['README.md', 'docs/catalogue.md']) {
  const file = new URL(name, root);
  await writeFile(file, withParts(await readFile(file, 'utf8'), parts));
}
