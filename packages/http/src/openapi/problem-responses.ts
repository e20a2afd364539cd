/** Refusals and failures as components of the OpenAPI document: one per status, with the codes that it may carry. */
import { ERROR_CODES, type JsonObject } from '@nex/core';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Status → name of the component. `default` is every other one. */
const NAMES = {
  '400': 'BadRequest',
  '401': 'Unauthenticated',
  '403': 'Forbidden',
  '404': 'NotFound',
  '409': 'Conflict',
  '413': 'TooLarge',
  '429': 'TooManyRequests',
  default: 'Failure',
} as const;

const TITLES: Record<keyof typeof NAMES, string> = {
  '400': 'The request does not have the form that the operation takes.',
  '401': 'The request carries no valid key or token.',
  '403': 'The key or token may not do this.',
  '404': 'Nothing has that id or name.',
  '409': 'The state of the thing does not allow the operation.',
  '413': 'The request is larger than the limit.',
  '429': 'Too many requests: try again after the time in `retry-after`.',
  default: 'Any other failure. `code` says which.',
};

export type ProblemStatus = keyof typeof NAMES;

export function problemReference(status: ProblemStatus): JsonObject {
  return { $ref: `#/components/responses/${NAMES[status]}` };
}

/** What `problemReference` refers to. */
export function problemComponents(): JsonObject {
  return Object.fromEntries(
    Object.entries(NAMES).map(([status, name]) => {
      const codes = Object.entries(ERROR_CODES).filter(([, { http }]) =>
        status === 'default' ? !(String(http) in NAMES) : String(http) === status,
      );
      const list = codes.map(([code, { meaning }]) => `\n- \`${code}\`: ${meaning}`).join('');
      const [example] = codes;
      return [
        name,
        {
          description: `${TITLES[status as ProblemStatus]}${list && `\n${list}`}`,
          content: {
            [PROBLEM_MEDIA_TYPE]: {
              schema: { $ref: '#/components/schemas/Problem' },
              ...(example && { example: exampleOf(example[0], example[1]) }),
            },
          },
        },
      ];
    }),
  );
}

function exampleOf(code: string, { http, meaning }: { http: number; meaning: string }): JsonObject {
  return { type: `urn:nex:error:${code}`, title: meaning, status: http, detail: meaning, code };
}
