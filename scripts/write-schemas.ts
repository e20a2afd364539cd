/** Writes the JSON Schemas of the files that users write to `schemas/`, where editors find them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { schemaFiles } from '@nex/agent-config';
import { redactionSchemaFile } from '@nex/quality';

const folder = new URL('../schemas/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, schema] of Object.entries({ ...schemaFiles(), ...redactionSchemaFile() })) {
  await writeFile(new URL(name, folder), `${JSON.stringify(schema, null, 2)}\n`);
}
