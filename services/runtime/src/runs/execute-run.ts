/**
 * A root run from claim to end. Open: claim it, load its bundle. Run: its agent, with all runs below. Close: let go of
 * what the tree held; always, and the state of tool servers only when the tree is at its end.
 */
import { type AgentSpec, NexError } from '@nex/core';
import { many, sql } from '@nex/postgres';
import * as z from 'zod';
import { loadRunAgent } from '../bundles/load-run-agent.ts';
import type { Context } from '../context.ts';
import { type Claim, claimRootRun } from '../store/claim.ts';
import { ClaimLost } from '../store/claim-lost.ts';
import { Count, type RunRow } from '../store/run-row.ts';
import { closeRun } from './close-run.ts';
import { runAgent } from './run-agent.ts';
import { runSubAgent } from './run-sub-agent.ts';
import { settleRun } from './settle-run.ts';
import { createTree } from './tree.ts';

/**
 * Resolves when the run is terminal, or another worker has it. Rejects when the platform failed or the signal aborted
 * before the end: then the row is open, and executing it again goes on where this stopped.
 */
export async function executeRun(context: Context, runId: string, signal: AbortSignal): Promise<void> {
  const claimed = await claimRootRun(context.pool, runId);
  if (!claimed) return;
  const { run, claim } = claimed;
  context.bus.treeChanged(run.id);
  const log = context.log.child({ runId: run.id, attempt: run.attempt });
  log.info({ agent: run.agent }, 'run taken up');
  using tree = createTree({
    claim,
    limits: run.limits,
    spentTokens: await spentTokens(context, run.id),
    elapsedMs: Date.now() - (run.started_at?.getTime() ?? Date.now()),
    signal,
  });
  const stopWatching = context.cancellations.watch(run.id, (id) => tree.cancelRun(id));
  try {
    const agent = await open(context, run, claim);
    if (!agent) return;
    const end = await runAgent(context, {
      run,
      agent,
      tree,
      signal: tree.signal,
      startChild: (parent, call) => runSubAgent(context, parent, call),
    });
    log.info({ state: end.state, stopReason: end.stopReason }, 'run ended');
    await closeRun(context, run.id);
  } catch (thrown) {
    const cause = tree.interruption?.cause ?? thrown;
    if (cause instanceof ClaimLost || thrown instanceof ClaimLost) {
      log.warn('another worker has taken the run up');
      return;
    }
    throw cause;
  } finally {
    stopWatching();
  }
}

/** The agent, or `undefined` when the bundle cannot be loaded any more: then the run has failed. */
async function open(context: Context, run: RunRow, claim: Claim): Promise<AgentSpec | undefined> {
  try {
    return await loadRunAgent(context, run);
  } catch (thrown) {
    if (!(thrown instanceof NexError) || thrown.code === 'unavailable') throw thrown;
    await settleRun(context, claim, run, { stopReason: 'error', response: '', failure: thrown.toFailure() });
    return undefined;
  }
}

async function spentTokens(context: Context, rootRunId: string): Promise<number> {
  const [row] = await many(
    context.pool,
    z.object({ spent: Count }),
    sql`select coalesce(sum(input_tokens + output_tokens), 0) as spent
      from runtime.runs where root_run_id = ${rootRunId}`,
  );
  return row?.spent ?? 0;
}
