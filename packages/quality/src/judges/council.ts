/**
 * Several models judge the same trajectory, and the majority of them decides head by head. Who thought otherwise is kept:
 * rows on which judges disagree are the ones for a person to read.
 */
import {
  addUsage,
  type Model,
  NexError,
  NO_USAGE,
  type Trajectory,
  type Usage,
  type Verdict,
} from '@nex/core';
import { HEADS } from './heads/index.ts';
import { type JudgeOptions, type JudgeReport, judgeWithModel } from './judge-with-model.ts';

export interface CouncilReport {
  head: string;
  /** Absent when fewer than half of the models gave a usable answer. */
  verdict?: Verdict;
  /** Share of the votes that agree with the verdict. */
  agreement: number;
  /** In the order of the models. */
  reports: JudgeReport[];
  usage: Usage;
}

/**
 * Drops when more than half of the models drop, flags when more than half drop or flag, else keeps. Reason and evidence
 * are those of the first model on the side of the majority.
 *
 * @throws NexError `invalid_request` for fewer than two models; whatever a model throws.
 */
export async function judgeWithCouncil(
  models: readonly Model[],
  trajectory: Trajectory,
  options: JudgeOptions,
): Promise<CouncilReport[]> {
  if (models.length < 2) {
    throw new NexError('invalid_request', 'A council has at least two models.', { where: 'models' });
  }
  const byModel = await Promise.all(models.map((model) => judgeWithModel(model, trajectory, options)));
  return (options.heads ?? HEADS).map((head, at) => {
    const reports = byModel.flatMap((all) => all[at] ?? []);
    const usage = reports.reduce((sum, one) => addUsage(sum, one.usage), NO_USAGE);
    return { head: head.name, reports, usage, ...decide(reports) };
  });
}

function decide(reports: readonly JudgeReport[]): { verdict?: Verdict; agreement: number } {
  const votes = reports.flatMap(({ verdict }) => verdict ?? []);
  if (2 * votes.length < reports.length || votes.length === 0) return { agreement: 0 };
  const count = (...which: Verdict['verdict'][]) =>
    votes.filter(({ verdict }) => which.includes(verdict)).length;
  const decided =
    2 * count('drop') > votes.length ? 'drop' : 2 * count('drop', 'flag') > votes.length ? 'flag' : 'keep';
  const side =
    votes.find(({ verdict }) => verdict === decided) ?? votes.find(({ verdict }) => verdict !== 'keep');
  const voice = side ?? votes[0];
  return {
    ...(voice ? { verdict: { ...voice, verdict: decided } } : {}),
    agreement: count(decided) / votes.length,
  };
}
