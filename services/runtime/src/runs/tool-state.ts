/** Puts the state of tool servers in its place before a run begins, and keeps what was asked for before it ends. */
import { type FinalState, toNexError, WORKSPACE } from '@nex/core';
import { readState } from '@nex/mcp';
import type { Context } from '../context.ts';
import { readRunState, saveFinalState } from '../store/run-states.ts';
import { placeInFolder } from './folder-state.ts';
import type { Holding } from './holding.ts';

export interface ToolState {
  /** Called before the run is settled; never throws. */
  capture(): Promise<void>;
}

/**
 * A state that an earlier worker left stays as it is. Throws `not_found` and `invalid_request` for servers that begin
 * with no files.
 */
export async function openToolState(
  context: Context,
  rootRunId: string,
  holding: Holding,
): Promise<ToolState> {
  const { pool, mcp, log } = context;
  const state = await readRunState(pool, rootRunId);
  for (const [server, files] of Object.entries(state?.initial ?? {})) {
    if (server === WORKSPACE) await placeInFolder(holding, files);
    else await mcp.placeState(rootRunId, server, files);
  }
  return {
    async capture() {
      try {
        const final: FinalState = {};
        for (const server of state?.captured ?? []) {
          const kept =
            server === WORKSPACE
              ? await readState(holding.directory)
              : await mcp.readState(rootRunId, server);
          if (kept) final[server] = kept;
        }
        await saveFinalState(pool, rootRunId, final);
      } catch (thrown) {
        // The run is over whatever happens here: its trajectory comes without the state.
        log.error({ runId: rootRunId, err: toNexError(thrown) }, 'the state of the run could not be kept');
      }
    },
  };
}
