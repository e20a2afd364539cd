/** What a trajectory says of a case: assertions of the agents that took part, and the checks of trajectories. */
import { type Assertion, isTerminal, type Trajectory, type TrajectoryRun } from '@nex/core';
import { CHECKS, callsOf, judgeAssertion } from '@nex/quality';
import type { CaseOutcome, SimulationCase, SimulationFault } from './report.ts';

/** Checks whose fault is not the framework's. */
const NOT_OURS = new Set(['infrastructure_fault']);
/** Ends that say nothing of the framework. */
const AWAY = new Set(['model_error', 'error', 'cancelled']);

/** `assertions`: those of each agent, by its name. */
export function judgeCase(
  one: SimulationCase,
  trajectory: Trajectory,
  assertions: ReadonlyMap<string, readonly Assertion[]>,
): CaseOutcome {
  const root = trajectory.runs.find((run) => run.runId === trajectory.rootRunId) ?? trajectory.runs[0];
  if (!root) throw new RangeError('A trajectory has a run.');
  // An agent by itself answers for its own run; its sub-agents have cases of their own.
  const judged = one.scope === 'agent' ? [root] : trajectory.runs;
  const faults = [
    ...judged.flatMap((run) => brokenAssertions(run, assertions.get(run.agent) ?? [])),
    ...droppedBy(trajectory),
  ];
  const calls = trajectory.runs.flatMap(callsOf);
  return {
    case: one.id,
    scope: one.scope,
    agent: one.agent,
    runId: trajectory.rootRunId,
    verdict: isAway(root, trajectory) ? 'inconclusive' : faults.length > 0 ? 'failed' : 'passed',
    faults,
    stopReason: root.stopReason,
    calls: calls.length,
    failedCalls: calls.filter(
      ({ result }) => result?.isError === true && result.errorKind !== 'infrastructure',
    ).length,
    agents: [...new Set(trajectory.runs.map((run) => run.agent))],
    usage: trajectory.usage,
  };
}

function brokenAssertions(run: TrajectoryRun, assertions: readonly Assertion[]): SimulationFault[] {
  return assertions.flatMap((assertion) => {
    const fault = judgeAssertion(assertion, run);
    return fault ? [{ agent: run.agent, broken: assertion.id, runId: run.runId, ...fault }] : [];
  });
}

function droppedBy(trajectory: Trajectory): SimulationFault[] {
  const agents = new Map(trajectory.runs.map((run) => [run.runId, run.agent]));
  return CHECKS.filter((check) => !NOT_OURS.has(check.name)).flatMap((check) => {
    const { verdict, evidence } = check.judge(trajectory);
    const [first] = evidence;
    if (verdict === 'keep' || !first) return [];
    return [{ agent: agents.get(first.runId) ?? '', broken: check.name, ...first }];
  });
}

/** The model or the platform ended the run, or every failing call failed by the infrastructure's fault. */
function isAway(root: TrajectoryRun, trajectory: Trajectory): boolean {
  if (!isTerminal(root.state)) return true;
  if (root.stopReason !== null && AWAY.has(root.stopReason)) return true;
  const failed = trajectory.runs.flatMap(callsOf).filter(({ result }) => result?.isError === true);
  const broken = failed.filter(({ result }) => result?.errorKind === 'infrastructure');
  return broken.length > 0 && broken.length === failed.length;
}
