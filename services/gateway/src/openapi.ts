/** One OpenAPI document for the one origin: the services' documents put together. */
import { isJsonObject, type JsonObject } from '@nex/core';
import { ACTIONS, ROUTES } from './routes.ts';

export function mergeOpenApi(documents: readonly JsonObject[]): JsonObject {
  const paths: JsonObject = {};
  const schemas: JsonObject = {};
  for (const document of documents) {
    for (const [path, item] of Object.entries(isJsonObject(document['paths']) ? document['paths'] : {})) {
      const known = Object.keys(ROUTES).some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
      if (known || path in ACTIONS) paths[path] = item;
    }
    const components = document['components'];
    if (isJsonObject(components) && isJsonObject(components['schemas']))
      Object.assign(schemas, components['schemas']);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Nex platform',
      version: '1',
      description: 'From one sentence to a data set: frameworks, runs and builds.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }, {}],
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: { schemas, securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
  };
}
