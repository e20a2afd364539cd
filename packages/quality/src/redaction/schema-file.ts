/** The published schema of a redaction policy. */
import { type JsonSchema, RedactionPolicy } from '@nex/core';
import * as z from 'zod';

/** By the name of its file. */
export function redactionSchemaFile(): Record<string, JsonSchema> {
  const schema = z.toJSONSchema(RedactionPolicy, { io: 'input' });
  return {
    'redaction-policy.schema.json': { title: 'Redaction policy', ...schema } as unknown as JsonSchema,
  };
}
