/**
 * The teammates at work, while a worker holds the leader's run: it takes up each of their open runs, some at a time, and
 * says when the leader is at its end. All of it is in rows, so the next worker's crew goes on where this one stopped.
 */
import { abortError, NexError, type StopReason } from '@nex/core';
import type { Context } from '../context.ts';
import { Interrupted, type Outcome, type RunAgentInput, type RunCrew } from '../runs/run-agent-input.ts';
import { settleBelow } from '../runs/settle-run.ts';
import { tellFailures } from './failures.ts';
import { listOpenTeamRuns, type OpenTeamRun } from './members.ts';
import { inTeam, markFinished } from './open-team.ts';
import { hasNews, type LeaderOutcome, type Rest, restLeader } from './rest.ts';

/** Longest wait for a change that nobody told of. */
const PATIENCE_MS = 1000;

export interface CrewOptions {
  context: Context;
  /** Its signal is that of the leader's run. */
  leader: RunAgentInput;
  /** Runs of teammates at work at a time. */
  maxAtWork: number;
  /** Takes an open run of a teammate up and brings it to its end. */
  execute: (run: OpenTeamRun, signal: AbortSignal) => Promise<void>;
}

export function startCrew({ context, leader, maxAtWork, execute }: CrewOptions): RunCrew {
  const { pool, bus } = context;
  const { tree, run: root } = leader;
  const teamId = root.id;
  const atWork = new Map<string, Promise<void>>();
  const counted = new Set<string>();
  let someEnded = true;
  const watching = new AbortController();
  const dismissed = new AbortController();
  const signal = AbortSignal.any([leader.signal, dismissed.signal]);
  const stopWatching = context.treeChanges.watch(teamId);
  const locked = { teamId, claim: tree.claim };

  const nextChange = () =>
    bus.nextTreeChange(teamId, PATIENCE_MS, AbortSignal.any([leader.signal, watching.signal]));

  const work = async (run: OpenTeamRun) => {
    try {
      await execute(run, signal);
    } catch (thrown) {
      // A run ends with a row. What is thrown is a fault of the store or the claim: no run may go on.
      if (!(thrown instanceof Interrupted)) tree.interrupt(thrown);
    } finally {
      atWork.delete(run.id);
      someEnded = true;
      bus.treeChanged(teamId);
    }
  };
  const takeUp = async (known: boolean) => {
    // What was at work when the list was made may have ended since.
    const before = new Set(atWork.keys());
    for (const run of await listOpenTeamRuns(pool, teamId)) {
      if (!counted.has(run.id)) {
        counted.add(run.id);
        if (!known) tree.breadth.count(teamId);
      }
      if (atWork.size >= maxAtWork || before.has(run.id) || run.asks || signal.aborted) continue;
      atWork.set(run.id, work(run));
    }
  };
  const watch = async () => {
    // Those that are there at the start are in the totals of the tree.
    await takeUp(true);
    while (!signal.aborted && !watching.signal.aborted) {
      const changed = nextChange();
      if (someEnded) {
        someEnded = false;
        await tellFailures(context, locked);
      }
      await takeUp(false);
      await changed;
    }
  };
  const watched = watch().catch((thrown: unknown) => tree.interrupt(thrown));

  const decide = async (outcome: LeaderOutcome): Promise<Rest> => {
    const othersWork = atWork.size > 0 && outcome !== 'permission_pending';
    if (othersWork && !(await hasNews(pool, teamId))) return 'wait';
    const decided = await inTeam(pool, locked, (team) => restLeader(team, outcome));
    // A run that pauses is still on its way out.
    return decided === 'pause' && atWork.size > 0 ? 'wait' : decided;
  };
  const rest = async (outcome: LeaderOutcome): Promise<Rest> => {
    for (;;) {
      const changed = nextChange();
      const decided = await decide(outcome);
      if (decided !== 'wait' || leader.signal.aborted) return decided;
      await changed;
    }
  };
  /** Nobody of the team is at work afterwards. Runs that were not taken up end here. */
  const dismiss = async () => {
    dismissed.abort(new NexError('cancelled', 'The team has finished.'));
    watching.abort();
    await watched;
    await Promise.all(atWork.values());
    if (!tree.interruption) await settleBelow(context, tree.claim, root);
  };

  return {
    async afterWork(outcome) {
      let end = outcome;
      if (mayRest(outcome.stopReason)) {
        const decided = await rest(outcome.stopReason);
        if (decided === 'go_on') return undefined;
        if (decided === 'pause') return { stopReason: 'permission_pending', response: '' };
        if (decided === 'wait') end = stoppedBy(leader.signal);
      }
      if (tree.interruption) return end;
      await inTeam(pool, locked, markFinished);
      await dismiss();
      return end;
    },
    async [Symbol.asyncDispose]() {
      watching.abort();
      await watched;
      await Promise.all(atWork.values());
      stopWatching();
    },
  };
}

function mayRest(stopReason: StopReason): stopReason is LeaderOutcome {
  return stopReason === 'answered' || stopReason === 'stop_tool' || stopReason === 'permission_pending';
}

function stoppedBy(signal: AbortSignal): Outcome {
  const error = abortError(signal);
  const stopReason = error.code === 'timeout' ? 'timeout' : 'cancelled';
  return { stopReason, response: '', failure: error.toFailure() };
}
