/**
 * Errors leave in OpenAI's shape: `{error: {message, type, param, code}}`.
 */
import type { z } from 'zod';

/** An error with the status and the body it is answered with. */
export class ApiError extends Error {
  readonly status: number;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
  constructor(
    status: number,
    message: string,
    type: string,
    param: string | null = null,
    code: string | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.type = type;
    this.param = param;
    this.code = code;
  }
  /** The body of the answer. */
  body() {
    return { error: { message: this.message, type: this.type, param: this.param, code: this.code } };
  }
}

/** The 400 that says where a request does not fit. */
export function invalidRequest(error: z.ZodError): ApiError {
  const issue = error.issues[0];
  const param = issue?.path.join('.') || null;
  const message = issue
    ? `Invalid value${param ? ` for '${param}'` : ''}: ${issue.message}`
    : 'Invalid request';
  return new ApiError(400, message, 'invalid_request_error', param, 'invalid_value');
}
