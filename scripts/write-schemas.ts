/** Writes the JSON Schemas of the files that users write to `schemas/`, where editors find them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { schemaFiles } from '@nex/agent-config';
import { CreateBuild } from '@nex/core';
import { redactionSchemaFile } from '@nex/quality';
import * as z from 'zod';

const folder = new URL('../schemas/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, schema] of Object.entries({
  ...schemaFiles(),
  ...redactionSchemaFile(),
  'build.schema.json': { title: 'Build', ...z.toJSONSchema(CreateBuild, { io: 'input' }) },
})) {
  await writeFile(new URL(name, folder), `${JSON.stringify(schema, null, 2)}\n`);
}
