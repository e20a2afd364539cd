/** The JSON Schemas of the files that users write, by file name. */
import { schemaFiles } from '@nex/agent-config';
import { BuildFile } from '@nex/core';
import { redactionSchemaFile } from '@nex/quality';
import * as z from 'zod';

export function publishedSchemas(): Record<string, object> {
  return {
    ...schemaFiles(),
    ...redactionSchemaFile(),
    'build.schema.json': { title: 'Build', ...z.toJSONSchema(BuildFile, { io: 'input' }) },
  };
}
