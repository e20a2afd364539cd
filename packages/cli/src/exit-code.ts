/** What the command line says by its exit code. */
import type { NexError } from '@nex/core';

export const EXIT = { ok: 0, failure: 1, usage: 2, unreachable: 3, interrupted: 130 } as const;

export const EXIT_HELP = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the platform cannot be reached, 130 interrupted`;

export function exitCodeOf(error: NexError): number {
  if (error.code === 'cancelled') return EXIT.interrupted;
  return error.code === 'unavailable' ? EXIT.unreachable : EXIT.failure;
}
