import type { Trajectory, VerificationEvidence } from '@nex/core';
import { judgeAssertion } from '../assertions/index.ts';
import { rootOf } from '../root.ts';
import { shareOf, type VerifierSpec } from './verifier-kind.ts';

/** By the rules of the assertions of the same names, over all agents; order and number of calls are the root's. */
export const calls: VerifierSpec<'calls'> = {
  version: 1,
  verify({ required = [], forbidden = [], inOrder, mostCalls }, { trajectory }) {
    const root = rootOf(trajectory);
    const evidence = required.map((name) => wasCalled(trajectory, name));
    const bad = forbidden.map((name) => wasNotCalled(trajectory, name));
    const id = 'calls';
    const order =
      inOrder && required.length > 1
        ? judgeAssertion({ id, kind: 'order', names: required }, root)
        : undefined;
    const many =
      mostCalls === undefined
        ? undefined
        : judgeAssertion({ id, kind: 'most_calls', count: mostCalls }, root);
    const { runId } = root;
    if (inOrder) evidence.push(order ? { held: false, runId, ...order } : held('The calls are in order.'));
    if (mostCalls !== undefined) {
      evidence.push(many ? { held: false, runId, ...many } : held(`There are at most ${mostCalls} calls.`));
    }
    const judged = shareOf([...evidence, ...bad]);
    return bad.every((one) => one.held) ? judged : { ...judged, reward: 0 };
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
