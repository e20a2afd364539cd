/**
 * A root run from claim to end. Open: claim it, load its bundle. Run: its agent, with all runs below. Close: let go of
 * what the tree held; always, and the state of tool servers only when the tree is at its end.
 */
import { NexError } from '@nex/core';
import { many, sql } from '@nex/postgres';
import * as z from 'zod';
import { loadRunAgent } from '../bundles/load-run-agent.ts';
import type { Context } from '../context.ts';
import { type ClaimedRun, claimRootRun } from '../store/claim.ts';
import { ClaimLost } from '../store/claim-lost.ts';
import { Count, elapsedMs } from '../store/run-row.ts';
import { seatLeader } from '../teams/seat-leader.ts';
import { closeRun, workspaceOf } from './close-run.ts';
import { wake } from './decide-permission.ts';
import { createHolding, type Holding } from './holding.ts';
import { runAgent } from './run-agent.ts';
import type { RunAgentInput } from './run-agent-input.ts';
import { runSubAgent } from './run-sub-agent.ts';
import { settleRun } from './settle-run.ts';
import { openTape } from './tape.ts';
import { openToolState } from './tool-state.ts';
import { createTree, type TreeOptions } from './tree.ts';

/**
 * Resolves when the run is terminal or waits, or another worker has it. Rejects when the platform failed or the signal aborted
 * before the end: then the row is open, and executing it again goes on where this stopped.
 * @returns What was claimed, if it was.
 */
export async function executeRun(
  context: Context,
  runId: string,
  signal: AbortSignal,
): Promise<ClaimedRun | undefined> {
  const claimed = await claimRootRun(context.pool, runId);
  if (claimed) await executeClaimed(context, claimed, signal);
  return claimed;
}

async function executeClaimed(context: Context, claimed: ClaimedRun, signal: AbortSignal): Promise<void> {
  const { run, claim } = claimed;
  context.bus.treeChanged(run.id);
  const log = context.log.child({ runId: run.id, attempt: run.attempt });
  log.info({ agent: run.agent }, 'run taken up');
  using tree = createTree({
    holding: createHolding(workspaceOf(context, run.id), run.attempt > 1),
    claim,
    limits: run.limits,
    ...(run.attempt > 1 ? await readTotals(context, run.id) : NOTHING_YET),
    elapsedMs: elapsedMs(run),
    signal,
    drainMs: context.config.drainStepsMs,
  });
  const stopWatching = context.cancellations.watch(run.id, (id) => tree.cancelRun(id));
  try {
    const opened = await open(context, claimed, tree.holding);
    if (!opened) return;
    const end = await runAgent(context, {
      ...opened,
      run,
      tree,
      budget: tree.budget,
      signal: tree.signal,
      startChild: (parent, call) => runSubAgent(context, parent, call),
    });
    log.info(
      { state: end.state, stopReason: end.stopReason },
      end.state === 'waiting' ? 'run waits' : 'run ended',
    );
    // Decisions that came before the run waited woke nobody. What the tree holds is needed when it goes on.
    if (end.state === 'waiting') await wake(context, run.id);
    else await closeRun(context, run.id, tree.holding);
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
async function open(
  context: Context,
  { run, claim, leadsTeam, keepsState, isHandled }: ClaimedRun,
  holding: Holding,
): Promise<Pick<RunAgentInput, 'agent' | 'team' | 'toolState' | 'tape'> | undefined> {
  try {
    const agent = await loadRunAgent(context, run);
    const tape = isHandled ? await openTape(context, run) : undefined;
    const state = keepsState ? { toolState: await openToolState(context, run.id, { holding, tape }) } : {};
    return {
      ...state,
      ...(tape && { tape }),
      ...(leadsTeam ? await seatLeader(context, run, agent) : { agent }),
    };
  } catch (thrown) {
    if (!(thrown instanceof NexError) || thrown.code === 'unavailable') throw thrown;
    await settleRun(context, claim, run, { stopReason: 'error', response: '', failure: thrown.toFailure() });
    return undefined;
  }
}

const NOTHING_YET = { spentTokens: 0, spentUsd: 0, started: new Map<string, number>() };

/** What the tree used and started before. */
async function readTotals(
  { pool }: Context,
  rootRunId: string,
): Promise<Pick<TreeOptions, 'spentTokens' | 'spentUsd' | 'started'>> {
  const rows = await many(
    pool,
    z.object({ parent: z.string().nullable(), runs: Count, tokens: Count, usd: z.number() }),
    sql`select parent_run_id as parent, count(*) as runs, sum(input_tokens + output_tokens) as tokens,
        coalesce(sum(cost_usd), 0) as usd
      from runtime.runs where root_run_id = ${rootRunId} group by parent_run_id`,
  );
  const sum = (key: 'tokens' | 'usd') => rows.reduce((total, row) => total + row[key], 0);
  return {
    spentTokens: sum('tokens'),
    spentUsd: sum('usd'),
    started: new Map(rows.flatMap(({ parent, runs }) => (parent === null ? [] : [[parent, runs]]))),
  };
}
