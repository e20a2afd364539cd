/** Which weights an answer was sampled with: those that its server names, else those that were in force when it began. */
import type { RunTokens } from '@nex/core';
import type { VersionSince } from './store/models.ts';

/** @param history Oldest first. An answer that began before the first one has that one's version. */
export function versionOf(answer: RunTokens['answers'][number], history: readonly VersionSince[]): number {
  const named = Number(answer.weightVersion);
  if (answer.weightVersion !== undefined && Number.isInteger(named) && named >= 0) return named;
  const inForce = history.findLast(({ since_ms: sinceMs }) => sinceMs <= answer.startedAt);
  return (inForce ?? history[0])?.version ?? 0;
}
