import type { Context } from '../../context.ts';
import { findRuns, runNotFound } from '../../store/find-runs.ts';
import type { Methods } from './index.ts';
import { runToMessage } from './run-message.ts';

const CHUNK = 1000;

export function watchRuns(context: Context): Methods['watchRuns'] {
  return async function* (request, { signal }) {
    const ids = [...new Set(request.ids)];
    await checkKnown(context, ids);
    for await (const run of context.finishedRuns.watch(ids, signal)) yield { run: runToMessage(run) };
  };
}

/** A run that is not there would be waited for without end. Throws `not_found`. */
async function checkKnown(context: Context, ids: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += CHUNK) {
    const chunk = ids.slice(at, at + CHUNK);
    const known = new Set((await findRuns(context.pool, chunk)).map((run) => run.id));
    const missing = chunk.find((id) => !known.has(id));
    if (missing !== undefined) throw runNotFound(missing);
  }
}
