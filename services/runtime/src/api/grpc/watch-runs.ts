import type { Context } from '../../context.ts';
import type { RunView } from '../../runs/run-view.ts';
import { readWithTokens } from '../../trajectory/read-with-tokens.ts';
import type { Methods } from './index.ts';
import { runToMessage } from './run-message.ts';

const MOST_CHARACTERS = 2 * 1024 * 1024;
/** Logs are packed no sooner after the end. */
const FRESH_MS = 30_000;

/** Nothing of what is asked for by itself: what ended long ago, what is large, and what cannot be read, whose reader is told why. */
async function trajectoryOf({ pool }: Context, { id, depth, state, finishedAt }: RunView) {
  const isFresh = finishedAt !== undefined && Date.now() - Date.parse(finishedAt) < FRESH_MS;
  if (depth > 0 || state !== 'completed' || !isFresh) return {};
  const read = await readWithTokens(pool, id).catch(() => undefined);
  return read && read.trajectoryJson.length + read.tokensJson.length <= MOST_CHARACTERS ? read : {};
}

/** The runs are there: one that is not would be waited for without end. */
export function watchRuns(context: Context): Methods['watchRuns'] {
  return async function* (request, { signal }) {
    const ids = [...new Set(request.ids)];
    for await (const run of context.finishedRuns.watch(ids, signal)) {
      const more = request.withTrajectories ? await trajectoryOf(context, run) : {};
      yield { run: runToMessage(run), ...more };
    }
  };
}
