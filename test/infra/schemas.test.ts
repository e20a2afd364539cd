/** The published JSON Schemas are those that the loader reads by. */
import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { publishedSchemas } from '../../scripts/schema-files.ts';

const folder = new URL('../../schemas/', import.meta.url);

test('each file is as `npm run schemas` writes it, and there is no other', async () => {
  const files = publishedSchemas();
  expect((await readdir(folder)).toSorted()).toEqual(Object.keys(files).toSorted());
  for (const [name, schema] of Object.entries(files)) {
    expect(JSON.parse(await readFile(new URL(name, folder), 'utf8')), name).toEqual(
      JSON.parse(JSON.stringify(schema)),
    );
  }
});
