/** What the document says of answers that have an `etag`: they are asked for with `if-none-match`. */
import { isJsonObject, type Json, type JsonObject } from '@nex/core';

const TAGGED = new Set<Json | undefined>([
  'getBundle',
  'getCatalogue',
  'getManifest',
  'getBuildFile',
  'getTrajectory',
]);

export const CONDITIONAL_COMPONENTS = {
  parameters: {
    IfNoneMatch: {
      name: 'if-none-match',
      in: 'header',
      required: false,
      description: 'The `etag` of an answer that the caller has; the answer is 304 when it still holds.',
      schema: { type: 'string' },
    },
  },
  headers: {
    ETag: { description: 'Names the content of the answer.', schema: { type: 'string' } },
  },
} satisfies Record<string, JsonObject>;

export function withTag(operation: JsonObject): JsonObject {
  if (!TAGGED.has(operation['operationId'])) return operation;
  const parameters = Array.isArray(operation['parameters']) ? operation['parameters'] : [];
  const responses = isJsonObject(operation['responses']) ? operation['responses'] : {};
  const answer = isJsonObject(responses['200']) ? responses['200'] : {};
  const headers = { ...(isJsonObject(answer['headers']) && answer['headers']), etag: { $ref: ETAG } };
  return {
    ...operation,
    parameters: [...parameters, { $ref: '#/components/parameters/IfNoneMatch' }],
    responses: {
      ...responses,
      '200': { ...answer, headers },
      '304': { description: 'What the caller has still holds.', headers: { etag: { $ref: ETAG } } },
    },
  };
}

const ETAG = '#/components/headers/ETag';
