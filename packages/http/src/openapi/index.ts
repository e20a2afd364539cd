/** The OpenAPI document of a service, made from its routes. */
import type { JsonObject } from '@nex/core';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { completeOperations } from './complete-operations.ts';
import { createSchemaRegistry } from './schema-registry.ts';
import { simplifySchemas } from './simplify-schemas.ts';

/** Options of @fastify/swagger. */
export function openApiOptions(title: string) {
  const schemaRegistry = createSchemaRegistry();
  const withSchemas = createJsonSchemaTransformObject({ schemaRegistry });
  return {
    openapi: { openapi: '3.1.0', info: { title, version: '1' } },
    transform: createJsonSchemaTransform({ schemaRegistry }),
    transformObject: (given: Parameters<typeof withSchemas>[0]) => {
      // What was made of the routes so far is JSON, as the document is.
      const document = withSchemas(given) as unknown as JsonObject;
      return simplifySchemas(completeOperations(document)) as unknown as ReturnType<typeof withSchemas>;
    },
  };
}
