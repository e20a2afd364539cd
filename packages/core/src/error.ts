/** The platform's one error class, and the border around foreign code. */
import { type Code, ERROR_CODES, isCode } from './error-codes.ts';

export interface NexErrorOptions {
  /** Where the fault lies: a field path, a file, a query index. Never a path of the host. */
  where?: string;
  /** What the reader can do about it, as a sentence. */
  hint?: string;
  /** How long the other side asks to wait before another try. Stays in this process: a `Failure` has no such field. */
  retryAfterMs?: number;
  /** HTTP status that a server of others answered with. Stays in this process, too. */
  upstreamStatus?: number;
  cause?: unknown;
}

/** Plain form that crosses processes and is stored in rows. */
export interface Failure {
  code: Code;
  message: string;
  where?: string;
  hint?: string;
}

export class NexError extends Error {
  override readonly name = 'NexError';
  readonly code: Code;
  readonly where: string | undefined;
  readonly hint: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly upstreamStatus: number | undefined;

  constructor(code: Code, message: string, options: NexErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.where = options.where;
    this.hint = options.hint;
    this.retryAfterMs = options.retryAfterMs;
    this.upstreamStatus = options.upstreamStatus;
  }

  get retryable(): boolean {
    return ERROR_CODES[this.code].retryable;
  }

  toFailure(): Failure {
    const failure: Failure = { code: this.code, message: this.message };
    if (this.where !== undefined) failure.where = this.where;
    if (this.hint !== undefined) failure.hint = this.hint;
    return failure;
  }

  static fromFailure(failure: { code: string; message: string; where?: string; hint?: string }): NexError {
    const code = isCode(failure.code) ? failure.code : 'internal';
    return new NexError(code, failure.message, {
      ...(failure.where ? { where: failure.where } : {}),
      ...(failure.hint ? { hint: failure.hint } : {}),
    });
  }
}

/**
 * Turns whatever was thrown into a NexError. A foreign error becomes `internal` and keeps its text only in `cause`:
 * messages of libraries may hold paths and secrets, so no caller sees them.
 */
export function toNexError(
  thrown: unknown,
  code: Code = 'internal',
  what = 'The operation failed.',
): NexError {
  if (thrown instanceof NexError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return new NexError('cancelled', 'The operation was cancelled.', { cause: thrown });
  }
  return new NexError(code, what, { cause: thrown });
}

/** Why an aborted signal aborted: `timeout` when a timer or a `timeout` error did it, else `cancelled`. */
export function abortError(signal: AbortSignal): NexError {
  const reason: unknown = signal.reason;
  if (reason instanceof NexError) return reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    return new NexError('timeout', 'It took longer than the time limit.', { cause: reason });
  }
  return new NexError('cancelled', 'The operation was cancelled.', { cause: reason });
}

/** Runs foreign code; what it throws leaves as a NexError of the given code and wording. */
export async function boundary<T>(code: Code, what: string, run: () => Promise<T> | T): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    throw toNexError(thrown, code, what);
  }
}
