import { digestJson } from '@nex/core/digest';

/** The id of a run whose source has none: the same for the same content. */
export function runIdOf(content: unknown): string {
  return `run_${digestJson(content).slice('sha256:'.length, 'sha256:'.length + 26)}`;
}
