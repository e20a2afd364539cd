/** What an answer that is no success, or no answer at all, is turned into. */
import { NexError, Problem } from '@nex/core';

/** Carries the HTTP status beside the error, for the decision to try again. 0 = no answer. */
export class CallFailure extends Error {
  readonly status: number;
  readonly error: NexError;

  constructor(status: number, error: NexError) {
    super(error.message);
    this.status = status;
    this.error = error;
  }
}

const REPEATABLE_STATUS = new Set([0, 502, 503, 504]);

/** True for no answer, 502, 503 and 504. */
export function isPassing(thrown: unknown): boolean {
  return thrown instanceof CallFailure && REPEATABLE_STATUS.has(thrown.status);
}

export function unreachable(baseUrl: string, cause: unknown): CallFailure {
  const error = new NexError('unavailable', 'The gateway does not answer.', {
    where: baseUrl,
    hint: 'Is the platform up? `nex status` says; `nex up` starts it. Another address: --url or NEX_URL.',
    cause,
  });
  return new CallFailure(0, error);
}

/** Reads the body as problem+json; an answer of another form becomes the code that fits its status best. */
export async function failureOf(response: Response, where: string): Promise<CallFailure> {
  const text = await response.text().catch(() => '');
  const problem = Problem.safeParse(parse(text));
  if (problem.success) {
    const { code, detail, title, where: place, hint } = problem.data;
    return new CallFailure(
      response.status,
      NexError.fromFailure({
        code,
        message: detail || title,
        ...(place ? { where: place } : {}),
        ...(hint ? { hint } : {}),
      }),
    );
  }
  const code =
    CODE_OF_STATUS[response.status] ?? (response.status >= 500 ? 'unavailable' : 'invalid_request');
  return new CallFailure(
    response.status,
    new NexError(code, `The server answered ${response.status} without saying why.`, { where }),
  );
}

const CODE_OF_STATUS: Record<
  number,
  'unauthenticated' | 'forbidden' | 'not_found' | 'conflict' | 'too_large' | 'rate_limited' | 'internal'
> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'too_large',
  429: 'rate_limited',
  500: 'internal',
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
