/** Operations whose errors have a form of their own: what the gateway refuses before it leads there has the common one. */
import { isJsonObject, type JsonObject } from '@nex/core';

export function withRefusals(operation: JsonObject): JsonObject {
  const responses = isJsonObject(operation['responses']) ? operation['responses'] : {};
  const refused = responses['4XX'];
  if (!isJsonObject(refused) || !isJsonObject(refused['content'])) return operation;
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  const content = { ...refused['content'], ...problem };
  return { ...operation, responses: { ...responses, '4XX': { ...refused, content } } };
}
