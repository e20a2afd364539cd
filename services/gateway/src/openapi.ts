/** One OpenAPI document for the one origin: the services' documents and the gateway's own put together. */
import { isJsonObject, type JsonObject } from '@nex/core';
import { describeScopes, SECURITY_SCHEMES } from './access/operation-scopes.ts';
import { ACTIONS, ROUTES } from './routes.ts';

export function mergeOpenApi(documents: readonly JsonObject[], own: JsonObject = {}): JsonObject {
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
  for (const [path, item] of Object.entries(isJsonObject(own['paths']) ? own['paths'] : {})) {
    // What is only passed on is described by the service that answers it.
    const answered = Object.entries(isJsonObject(item) ? item : {}).filter(
      ([, operation]) => isJsonObject(operation) && 'operationId' in operation,
    );
    if (answered.length > 0) paths[path] = Object.fromEntries(answered);
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
    security: [{ apiKey: [] }, { token: [] }],
    paths: describeScopes(Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1)))),
    components: { schemas, securitySchemes: SECURITY_SCHEMES },
  };
}
