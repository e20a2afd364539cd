/** A hook that throws ends the run: what it was to guard or to change cannot be taken as done. */
import { NexError } from '@nex/core';

export class HookFailure extends Error {
  override readonly name = 'HookFailure';
  /** For the caller of the run; says nothing of what the hook threw. */
  readonly failure: NexError;

  constructor(middleware: string, hook: string, cause: unknown) {
    super(`${middleware}.${hook} failed`, { cause });
    const own = cause instanceof NexError ? cause : undefined;
    this.failure = new NexError(
      own?.code ?? 'internal',
      `The middleware ${middleware} failed in ${hook}${own ? `: ${own.message}` : '.'}`,
      {
        hint: own?.hint ?? 'Look at the middleware, or remove it from the agent.',
        cause,
      },
    );
  }
}

/** @throws HookFailure for whatever the hook throws. */
export async function runHook<T>(middleware: string, hook: string, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    throw thrown instanceof HookFailure ? thrown : new HookFailure(middleware, hook, thrown);
  }
}
