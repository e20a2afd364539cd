/** Writes the published JSON Schemas to `schemas/`, where editors find them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { publishedSchemas } from './schema-files.ts';

const folder = new URL('../schemas/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, schema] of Object.entries(publishedSchemas())) {
  await writeFile(new URL(name, folder), `${JSON.stringify(schema, null, 2)}\n`);
}
