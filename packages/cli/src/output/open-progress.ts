/** Progress as the context wants it: none with `--json`, bars on a terminal, lines elsewhere. On standard error. */
import type { Context } from '../context.ts';
import { createProgress, type Progress, silentProgress } from './progress.ts';

export function openProgress({ json, output }: Context): Progress {
  if (json) return silentProgress();
  return createProgress({ stream: output.stream, isTerminal: output.isTerminal });
}
