/** An error as a person reads it: code, what, where; then what to do about it. */
import type { NexError } from '@nex/core';

export function errorLines(error: NexError): string[] {
  const where = error.where ? ` (${error.where})` : '';
  const lines = [`error ${error.code}: ${error.message}${where}`];
  if (error.hint) lines.push(`hint: ${error.hint}`);
  return lines;
}
