/** Asks for an answer of a schema in words, where the server cannot be held to it. */
import type { ModelRequest } from '@nex/core';

export function schemaNote({ name, schema }: NonNullable<ModelRequest['responseSchema']>): string {
  return `The final answer is one JSON value, and nothing else, that is valid against this JSON Schema (${name}):\n${JSON.stringify(schema)}`;
}
