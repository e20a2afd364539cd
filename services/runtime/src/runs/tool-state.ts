/** Puts the state of tool servers in its place before a run begins, and keeps what was asked for before it ends. */
import { type FinalState, toNexError, WORKSPACE } from '@nex/core';
import { readState } from '@nex/mcp';
import type { Context } from '../context.ts';
import { findFinalState, keepFinalState } from '../store/cassette-calls.ts';
import { readRunState, saveFinalState } from '../store/run-states.ts';
import { placeInFolder } from './folder-state.ts';
import type { Holding } from './holding.ts';
import type { Tape } from './tape.ts';

export interface ToolState {
  /** Called before the run is settled; never throws. */
  capture(): Promise<void>;
}

/**
 * A state that an earlier worker left stays as it is. Throws `not_found` and `invalid_request` for servers that begin
 * with no files. A run that calls no tool changes no state: it ends with the one that was recorded.
 */
export async function openToolState(
  context: Context,
  rootRunId: string,
  { holding, tape }: { holding: Holding; tape: Tape | undefined },
): Promise<ToolState> {
  const { pool, mcp, log } = context;
  const state = await readRunState(pool, rootRunId);
  const kept = tape?.cassette && { ...tape.cassette, take: tape.place.take };
  const isPlayed = kept?.mode === 'strict';
  const initial = isPlayed ? {} : (state?.initial ?? {});
  for (const [server, files] of Object.entries(initial)) {
    if (server === WORKSPACE) await placeInFolder(holding, files);
    else await mcp.placeState(rootRunId, server, files);
  }
  const readFinal = async (servers: readonly string[]): Promise<FinalState> => {
    const final: FinalState = {};
    for (const server of servers) {
      const files =
        server === WORKSPACE ? await readState(holding.directory) : await mcp.readState(rootRunId, server);
      if (files) final[server] = files;
    }
    return final;
  };
  return {
    async capture() {
      try {
        const captured = state?.captured ?? [];
        const final = isPlayed ? await findFinalState(pool, kept.id, kept.take) : await readFinal(captured);
        if (final) await saveFinalState(pool, rootRunId, final);
        if (kept && !isPlayed && final && captured.length > 0) {
          await keepFinalState(pool, kept.id, kept.take, final);
        }
      } catch (thrown) {
        // The run is over whatever happens here: its trajectory comes without the state.
        log.error({ runId: rootRunId, err: toNexError(thrown) }, 'the state of the run could not be kept');
      }
    },
  };
}
