import type { Trajectory, TrajectoryRun, VerificationEvidence } from '@nex/core';
import { type NamedCall, namedCallsOf } from '../assertions/called-names.ts';
import { judgeAssertion } from '../assertions/index.ts';
import { rootOf } from '../root.ts';
import { shareOf, type VerifierSpec } from './verifier-kind.ts';

/**
 * By the rules of the assertions of the same names, over all agents; the number of calls is the root's. That nothing forbidden
 * was called earns nothing beside what is required.
 */
export const calls: VerifierSpec<'calls'> = {
  version: 2,
  verify({ required = [], forbidden = [], inOrder, mostCalls }, { trajectory }) {
    const root = rootOf(trajectory);
    const { runId } = root;
    const wanted = required.map((name) => wasCalled(trajectory, name));
    if (inOrder && required.length > 0) wanted.push(areInOrder(trajectory, required));
    if (mostCalls !== undefined) {
      const many = judgeAssertion({ id: 'calls', kind: 'most_calls', count: mostCalls }, root);
      wanted.push(many ? { held: false, runId, ...many } : held(`There are at most ${mostCalls} calls.`));
    }
    const unwanted = forbidden.map((name) => wasNotCalled(trajectory, name));
    const evidence = [...wanted, ...unwanted];
    if (unwanted.some((one) => !one.held)) return { reward: 0, evidence };
    return { reward: wanted.length === 0 ? 1 : shareOf(wanted).reward, evidence };
  },
};

function held(note: string): VerificationEvidence {
  return { held: true, note };
}

function wasCalled({ runs }: Trajectory, name: string): VerificationEvidence {
  const faults = runs.map((run) => ({
    runId: run.runId,
    fault: judgeAssertion({ id: name, kind: 'calls', names: [name] }, run),
  }));
  const good = faults.find(({ fault }) => fault === undefined);
  if (good) return { held: true, note: `${name} was called with success.`, runId: good.runId };
  // A failed call says more than that there was none.
  const tried = faults.find(({ fault }) => fault?.note.startsWith('No call')) ?? faults[0];
  return { held: false, note: tried?.fault?.note ?? '', ...(tried && { runId: tried.runId }) };
}

function wasNotCalled({ runs }: Trajectory, name: string): VerificationEvidence {
  for (const run of runs) {
    const fault = judgeAssertion({ id: name, kind: 'never_calls', names: [name] }, run);
    if (fault) return { held: false, runId: run.runId, ...fault };
  }
  return held(`${name} was not called.`);
}

/** By the first call of each; agents that are called in one turn work side by side, so theirs are in any order. */
function areInOrder(trajectory: Trajectory, names: readonly string[]): VerificationEvidence {
  const first = new Map<string, PlacedCall>();
  for (const call of placedCallsOf(trajectory, rootOf(trajectory), [])) {
    if (names.includes(call.name) && !first.has(call.name)) first.set(call.name, call);
  }
  for (const [at, name] of names.entries()) {
    const [own, before] = [first.get(name), first.get(names[at - 1] ?? name)];
    if (!own || !before) {
      return { held: false, note: `There is no order without a call of ${own ? names[at - 1] : name}.` };
    }
    if (isBefore(own.place, before.place)) {
      const { runId, messageIndex } = own;
      return { held: false, note: `${name} was called before ${before.name}.`, runId, messageIndex };
    }
  }
  return held('The calls are in order.');
}

interface PlacedCall extends NamedCall {
  runId: string;
  /** From the root on: turn, run that was called in it, its turn, … */
  place: (number | string)[];
}

function* placedCallsOf(
  trajectory: Trajectory,
  run: TrajectoryRun,
  above: PlacedCall['place'],
  seen = new Set<TrajectoryRun>(),
): Generator<PlacedCall> {
  const { runId } = run;
  seen.add(run);
  for (const call of namedCallsOf(run)) {
    const place = [...above, call.turn];
    yield { ...call, runId, place };
    for (const child of trajectory.runs) {
      if (seen.has(child) || child.parentRunId !== runId || child.parentCallId !== call.id) continue;
      yield* placedCallsOf(trajectory, child, [...place, child.runId], seen);
    }
  }
}

function isBefore(one: PlacedCall['place'], other: PlacedCall['place']): boolean {
  const at = one.findIndex((part, index) => part !== other[index]);
  const [a, b] = [one[at], other[at]];
  if (at < 0) return one.length < other.length;
  return typeof a === 'number' && typeof b === 'number' && a < b;
}
