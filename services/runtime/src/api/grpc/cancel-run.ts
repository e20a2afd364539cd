import type { Context } from '../../context.ts';
import { cancelRun as cancel } from '../../runs/cancel-run.ts';
import type { Methods } from './index.ts';
import { runToMessage } from './run-message.ts';

export function cancelRun(context: Context): Methods['cancelRun'] {
  return async ({ id }) => ({ run: runToMessage(await cancel(context, id)) });
}
