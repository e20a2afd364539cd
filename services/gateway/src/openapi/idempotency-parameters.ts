/** What the gateway adds to each POST: the key that makes it repeatable, and how a repeated answer is told from a first. */
import { isJsonObject, type Json, type JsonObject } from '@nex/core';

const HEADER = 'idempotency-key';

export const IDEMPOTENCY_COMPONENTS = {
  parameters: {
    IdempotencyKey: {
      name: HEADER,
      in: 'header',
      required: false,
      description:
        'A name of your choice for this request, for 24 hours. The same request with the same key is answered as it was the first time.',
      schema: { type: 'string', minLength: 1, maxLength: 200 },
      example: '8e03978e-40d5-43e8-bc93-6894a57f9324',
    },
  },
  headers: {
    IdempotencyReplayed: {
      description:
        'There, and `true`, when the answer is the one that was given to the first request with this key.',
      schema: { type: 'string', enum: ['true'] },
    },
  },
} satisfies Record<string, JsonObject>;

export function withIdempotency(operation: JsonObject): JsonObject {
  const given = Array.isArray(operation['parameters']) ? operation['parameters'] : [];
  const others = given.filter(
    (one) => !(isJsonObject(one) && one['in'] === 'header' && one['name'] === HEADER),
  );
  const responses = isJsonObject(operation['responses']) ? operation['responses'] : {};
  return {
    ...operation,
    parameters: [...others, { $ref: '#/components/parameters/IdempotencyKey' }],
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, response]) => [status, replayable(status, response)]),
    ),
  };
}

function replayable(status: string, response: Json): Json {
  if (!status.startsWith('2') || !isJsonObject(response)) return response;
  const headers = isJsonObject(response['headers']) ? response['headers'] : {};
  return {
    ...response,
    headers: { ...headers, 'idempotency-replayed': { $ref: '#/components/headers/IdempotencyReplayed' } },
  };
}
