/** One OpenAPI document for the one origin. */
import { isJsonObject, type Json, type JsonObject } from '@nex/core';
import { nameLoneInputs } from '@nex/http';
import { describeScopes, SECURITY_SCHEMES } from '../access/operation-scopes.ts';
import { ACTIONS, ROUTES } from '../routes.ts';
import { CONDITIONAL_COMPONENTS, withTag } from './conditional-answers.ts';
import { EXAMPLES } from './examples.ts';
import { IDEMPOTENCY_COMPONENTS, withIdempotency } from './idempotency-parameters.ts';
import { mergeDocuments } from './merge-documents.ts';
import { withRefusals } from './refusals.ts';
import { isSecret } from './secret-answers.ts';
import { TAGS } from './tags.ts';

const DESCRIPTION = `From one sentence to a data set of agent trajectories.

Lists come in pages (\`limit\`, \`cursor\`, \`nextCursor\`), newest first unless they say otherwise. Failures are problem
details (RFC 9457) whose \`code\` is of a closed table. Every POST can be made repeatable by an \`idempotency-key\`. What
never changes has an \`etag\`. Long work is followed over server-sent events, which resume after \`last-event-id\`.`;

/** The name of the gateway's own document among the others. */
export const GATEWAY = 'gateway';

/** Of the services and of the gateway itself, by name. Throws `internal` when they describe one name in two ways. */
export function openApiDocument(documents: Readonly<Record<string, JsonObject>>): JsonObject {
  const { paths, components } = mergeDocuments(documents, isShown);
  const completed = describeScopes(
    mapOperations(paths, (method, operation, path) => {
      const kept = method === 'post' && !isSecret(path) ? withIdempotency(operation) : withTag(operation);
      return withExample(withRefusals(kept));
    }),
  );
  const used = new Set<Json>();
  mapOperations(completed, (_, operation) => {
    for (const tag of Array.isArray(operation['tags']) ? operation['tags'] : []) used.add(tag);
    return operation;
  });
  return nameLoneInputs({
    openapi: '3.1.0',
    info: {
      title: 'Nex platform',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The gateway that serves this document.' }],
    security: [{ apiKey: [] }, { token: [] }],
    tags: Object.entries(TAGS)
      .filter(([name]) => used.has(name))
      .map(([name, description]) => ({ name, description })),
    paths: completed,
    components: {
      ...components,
      parameters: {
        ...components['parameters'],
        ...IDEMPOTENCY_COMPONENTS.parameters,
        ...CONDITIONAL_COMPONENTS.parameters,
      },
      headers: {
        ...components['headers'],
        ...IDEMPOTENCY_COMPONENTS.headers,
        ...CONDITIONAL_COMPONENTS.headers,
      },
      securitySchemes: SECURITY_SCHEMES,
    },
  });
}

/** `/mcp` speaks a protocol of its own; what is no part of the tree of routes is not reached through the gateway. */
function isShown(service: string, path: string): boolean {
  // Its own routes, but not those by which it forwards.
  if (service === GATEWAY) return !(path.replace(/\/(\{path\})?$/, '') in ROUTES);
  const isRouted = Object.keys(ROUTES).some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
  return isRouted || path in ACTIONS;
}

function mapOperations(
  paths: JsonObject,
  change: (method: string, operation: JsonObject, path: string) => Json,
): JsonObject {
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      isJsonObject(item)
        ? Object.fromEntries(
            Object.entries(item).map(([method, operation]) => [
              method,
              isJsonObject(operation) ? change(method, operation, path) : operation,
            ]),
          )
        : item,
    ]),
  );
}

function withExample(operation: JsonObject): JsonObject {
  const id = operation['operationId'];
  const example = typeof id === 'string' ? EXAMPLES[id] : undefined;
  const body = operation['requestBody'];
  if (example === undefined || !isJsonObject(body) || !isJsonObject(body['content'])) return operation;
  const media = body['content']['application/json'];
  if (!isJsonObject(media)) return operation;
  const content = { ...body['content'], 'application/json': { ...media, example } };
  return { ...operation, requestBody: { ...body, content } };
}
