/** What every operation has in common, added where the routes leave it out: failures, request ids, readable paths. */
import { isJsonObject, type Json, type JsonObject } from '@nex/core';
import { type ProblemStatus, problemComponents, problemReference } from './problem-responses.ts';
import { opened } from './simplify-schemas.ts';

/** What answers say that the routes gave no words. */
const ANSWERS: Record<string, string> = {
  '200': 'Done.',
  '201': 'Made.',
  '202': 'Accepted: the work goes on after the answer.',
  '204': 'Done; there is nothing to say.',
  '304': 'What the caller has is what there is.',
};

const DEFAULT_DESCRIPTION = 'Default Response';
const REQUEST_ID = { 'request-id': { $ref: '#/components/headers/RequestId' } };

export function completeOperations(document: JsonObject): JsonObject {
  const paths = isJsonObject(document['paths']) ? document['paths'] : {};
  const completed = Object.entries(paths).map(([path, item]): [string, Json] => [
    path.replace('{*}', '{path}'),
    isJsonObject(item)
      ? Object.fromEntries(
          Object.entries(item).map(([method, operation]) => [
            method,
            isJsonObject(operation) ? complete(method, path, operation) : operation,
          ]),
        )
      : item,
  ]);
  const components = isJsonObject(document['components']) ? document['components'] : {};
  return {
    ...document,
    paths: Object.fromEntries(completed),
    components: {
      ...components,
      responses: problemComponents(),
      headers: {
        RequestId: {
          description:
            "The caller's own `request-id`, or one that was made for the request. Logs have it, too.",
          schema: { type: 'string' },
        },
      },
    },
  };
}

function complete(method: string, path: string, operation: JsonObject): JsonObject {
  const given = isJsonObject(operation['responses']) ? operation['responses'] : {};
  const responses = Object.entries(given).map(([status, response]): [string, Json] => [
    status,
    isJsonObject(response) ? answer(status, response) : response,
  ]);
  const problems = problemsOf(method, path, operation, given).filter((status) => !(status in given));
  return {
    ...operation,
    ...(Array.isArray(operation['parameters']) && { parameters: operation['parameters'].map(parameter) }),
    responses: Object.fromEntries([
      ...responses,
      ...problems.map((status) => [status, problemReference(status)] as const),
    ]),
  };
}

function answer(status: string, response: JsonObject): JsonObject {
  const { description, content, headers, ...rest } = response;
  const words = description === DEFAULT_DESCRIPTION ? ANSWERS[status] : description;
  return {
    description: words ?? 'The answer.',
    headers: { ...REQUEST_ID, ...(isJsonObject(headers) && headers) },
    ...(content !== undefined && { content: opened(content) }),
    ...rest,
  };
}

function parameter(given: Json): Json {
  return isJsonObject(given) && given['name'] === '*' ? { ...given, name: 'path' } : given;
}

function problemsOf(method: string, path: string, operation: JsonObject, given: JsonObject): ProblemStatus[] {
  const takes = operation['parameters'] !== undefined || operation['requestBody'] !== undefined;
  // Refusals of a form of their own leave only those that the gateway makes before the route is reached.
  if ('4XX' in given) return ['401', '403', '429'];
  return [
    ...(takes ? (['400'] as const) : []),
    '401',
    '403',
    ...(path.includes('{') ? (['404'] as const) : []),
    ...(method === 'get' ? [] : (['409'] as const)),
    ...(operation['requestBody'] === undefined ? [] : (['413'] as const)),
    '429',
    'default',
  ];
}
