/** Writes the generated part of the Python client. */
import { readFile, writeFile } from 'node:fs/promises';
import { type OpenApiDocument, pythonClientFiles } from './python-client/files.ts';

const clients = new URL('../clients/', import.meta.url);
const text = await readFile(new URL('openapi.json', clients), 'utf8');
for (const [path, content] of Object.entries(pythonClientFiles(JSON.parse(text) as OpenApiDocument))) {
  await writeFile(new URL(`python/${path}`, clients), content);
}
