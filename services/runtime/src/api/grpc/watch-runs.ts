import type { Context } from '../../context.ts';
import type { Methods } from './index.ts';
import { runToMessage } from './run-message.ts';

/** The runs are there: one that is not would be waited for without end. */
export function watchRuns(context: Context): Methods['watchRuns'] {
  return async function* (request, { signal }) {
    const ids = [...new Set(request.ids)];
    for await (const run of context.finishedRuns.watch(ids, signal)) yield { run: runToMessage(run) };
  };
}
