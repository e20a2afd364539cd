import type { Context } from '../../context.ts';
import { findRun } from '../../store/find-runs.ts';
import type { Methods } from './index.ts';
import { runToMessage } from './run-message.ts';

export function getRun(context: Context): Methods['getRun'] {
  return async ({ id }) => ({ run: runToMessage(await findRun(context.pool, id)) });
}
