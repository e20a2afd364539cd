/** Lets go of what a tree of runs held on this host: the state of its tool servers and its workspace. */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toNexError } from '@nex/core';
import type { Context } from '../context.ts';
import { findTerminalRuns } from '../store/find-runs.ts';
import type { Holding } from './holding.ts';

/** The folder that the built-in tools of a tree of runs share. */
export function workspaceOf({ config }: Context, rootRunId: string): string {
  return join(config.dataDirectory, 'workspaces', rootRunId);
}

/** The run is over whatever happens here, so a fault is for the log. */
export async function closeRun(
  context: Context,
  rootRunId: string,
  holds: Pick<Holding, 'hasFolder' | 'hasServers'> = { hasFolder: true, hasServers: true },
): Promise<void> {
  try {
    if (holds.hasServers) await context.mcp.endRun(rootRunId);
    if (holds.hasFolder) await rm(workspaceOf(context, rootRunId), { recursive: true, force: true });
  } catch (thrown) {
    context.log.error(
      { runId: rootRunId, err: toNexError(thrown) },
      'what the run held could not be removed',
    );
  }
}

/** Closes runs that are terminal and whose worker died before it closed them. */
export async function closeLeftRuns(context: Context): Promise<void> {
  const { dataDirectory } = context.config;
  const places = [join(dataDirectory, 'workspaces'), join(dataDirectory, 'mcp', 'runs')];
  const names = new Set<string>();
  for (const place of places) {
    await mkdir(place, { recursive: true });
    for (const name of await readdir(place)) names.add(name);
  }
  for (const run of await findTerminalRuns(context.pool, [...names])) await closeRun(context, run.id);
}
