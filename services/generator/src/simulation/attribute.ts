/**
 * Where the fault of a simulation lies, from its report alone. Three levels, as in construction-time verification of
 * generated agents (arXiv 2605.25233): the agent itself (write it again), what it was given (its work, its tools), the
 * structure (which agents there are). What was mended at one level and fails again is mended one level up.
 */
import { type FrameworkRepair, REPAIR_LEVELS } from '@nex/core';
import type { CaseOutcome, SimulationReport } from './report.ts';

export type Attribution = Omit<FrameworkRepair, 'round'>;
export type Level = FrameworkRepair['level'];

/** `tried`: the highest level at which each agent was mended in earlier rounds. */
export function attribute(
  report: SimulationReport,
  { entry, tried, passRate }: { entry: string; tried: ReadonlyMap<string, Level>; passRate: number },
): Attribution[] {
  const alone = report.outcomes.filter((outcome) => outcome.scope === 'agent');
  const found = [...Map.groupBy(alone, (outcome) => outcome.agent)].flatMap(([agent, outcomes]) =>
    stands(outcomes, passRate) ? [] : [levelOfAgent(agent, outcomes)],
  );
  // A whole whose parts do not stand says nothing new.
  if (found.length === 0) found.push(...levelsOfWhole(report.outcomes, entry, passRate));
  return found.map((one) => ({ ...one, level: above(one.level, tried.get(one.agent)) }));
}

/** Whether enough of the cases that say something passed. None that says something: it does not stand. */
export function stands(outcomes: readonly CaseOutcome[], passRate: number): boolean {
  const telling = outcomes.filter((outcome) => outcome.verdict !== 'inconclusive');
  const passed = telling.filter((outcome) => outcome.verdict === 'passed').length;
  return telling.length > 0 && passed >= Math.max(1, Math.ceil(telling.length * passRate));
}

function levelOfAgent(agent: string, outcomes: readonly CaseOutcome[]): Attribution {
  const bad = outcomes.filter((outcome) => outcome.verdict !== 'passed');
  const cases = bad.map((outcome) => outcome.case);
  if (bad.every((outcome) => outcome.verdict === 'inconclusive')) {
    return { agent, level: 'given', because: 'its tools were never to be had', cases };
  }
  const failed = bad.filter((outcome) => outcome.verdict === 'failed');
  if (failed.every((outcome) => outcome.calls > 0 && outcome.failedCalls === outcome.calls)) {
    return { agent, level: 'given', because: 'no call of its tools succeeded', cases };
  }
  return { agent, level: 'node', because: notesOf(failed), cases };
}

function levelsOfWhole(outcomes: readonly CaseOutcome[], entry: string, passRate: number): Attribution[] {
  const whole = outcomes.filter((outcome) => outcome.scope === 'whole');
  if (whole.length === 0 || stands(whole, passRate)) return [];
  const failed = whole.filter((outcome) => outcome.verdict === 'failed');
  const cases = failed.map((outcome) => outcome.case);
  if (failed.length === 0) {
    const because = 'the whole never came to an end that says anything';
    return [{ agent: entry, level: 'given', because, cases: whole.map((outcome) => outcome.case) }];
  }
  const spent = failed.filter((outcome) =>
    ['budget', 'timeout', 'max_iterations'].includes(outcome.stopReason ?? ''),
  );
  if (spent.length === failed.length) {
    return [
      {
        agent: entry,
        level: 'structure',
        because: 'the whole did not come to an end within its limits',
        cases,
      },
    ];
  }
  const byAgent = Map.groupBy(
    failed.flatMap((outcome) => outcome.faults),
    (fault) => fault.agent || entry,
  );
  return [...byAgent].map(([agent, faults]) => ({
    agent,
    level: 'node',
    because: [...new Set(faults.map((fault) => fault.note))].slice(0, 3).join(' '),
    cases,
  }));
}

function notesOf(failed: readonly CaseOutcome[]): string {
  return [...new Set(failed.flatMap((outcome) => outcome.faults.map((fault) => fault.note)))]
    .slice(0, 3)
    .join(' ');
}

function above(level: Level, tried: Level | undefined): Level {
  if (tried === undefined) return level;
  const next = REPAIR_LEVELS[REPAIR_LEVELS.indexOf(tried) + 1] ?? 'structure';
  return REPAIR_LEVELS.indexOf(next) > REPAIR_LEVELS.indexOf(level) ? next : level;
}
