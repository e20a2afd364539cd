/**
 * Has a model, or a council of them, read each trajectory that nothing speaks against. Answers, votes and verdicts are
 * rows; a judge that gave no usable answer flags its row as `judge_broken` and never drops it.
 */
import type { Model, Trajectory } from '@nex/core';
import {
  type CouncilReport,
  type JudgeOptions,
  judgeName,
  judgeWithCouncil,
  judgeWithModel,
} from '@nex/quality';
import pLimit from 'p-limit';
import { type Judges, judgesOf, ungated } from '../judging/judges.ts';
import { type Memory, rememberingModel } from '../judging/remembering-model.ts';
import { insertJudgeAnswer, readAnsweredQuestions, readJudgeAnswers } from '../store/judge-answers.ts';
import { insertJudgement, type JudgeDecision } from '../store/judge-verdicts.ts';
import {
  countStageRuns,
  endStageRun,
  fixStageRuns,
  type OpenRun,
  readOpenRuns,
} from '../store/stage-runs.ts';
import { unpackTrajectory } from '../store/trajectories.ts';
import { CallLanes } from '../synthesis/call-lanes.ts';
import { isRefused } from '../synthesis/refused-request.ts';
import type { Stage, StageWork } from './stage.ts';

const PAGE = 64;
/** Runs about which nothing was answered and something refused, before the server is thought to refuse all. */
const MOST_REFUSED = 3;
/** A judge's reasons are told from those of checks by this. */
const REASON_PREFIX = 'judge_';
const BROKEN = `${REASON_PREFIX}broken`;

export const judge: Stage = {
  name: 'judge',
  async run(work) {
    const { pool, build, logger, write } = work;
    const spec = build.spec.quality?.judge;
    if (!spec) return;
    const judges = judgesOf(spec, work.judgeModel);
    const low = spec.onVerdict === 'gate' ? ungated(judges) : [];
    if (low.length > 0) logger.warn({ buildId: build.id, judges: low }, 'judges below the bar only flag');
    const share = spec.sampleShare;
    await write((tx) => fixStageRuns(tx, build, 'judge', { through: 'decontaminate', share }));
    const failed = new AbortController();
    const earlier = await readAnsweredQuestions(pool, build.id);
    const answered = new Set(earlier.map(({ model, question }) => `${model} ${question}`));
    const calls = new CallLanes(() => spec.concurrency);
    const [first] = judges.models;
    if (first) work.control.follow(work.laneOf(first));
    const call: Memory['call'] = (one) =>
      calls.run(0, (aside) => {
        failed.signal.throwIfAborted();
        return one(aside);
      });
    const judgeOne = (row: OpenRun) => judgeRun(work, judges, row, { answered, call });
    const refused: OpenRun[] = [];
    for (let after = ''; ; ) {
      const rows = await readOpenRuns(pool, build.id, 'judge', after, PAGE);
      const runs = pLimit({ concurrency: spec.concurrency, rejectOnClear: true });
      try {
        await runs.map(rows, (row) =>
          judgeOne(row).catch((thrown: unknown) => {
            if (!isRefused(thrown) || refused.length === MOST_REFUSED) throw thrown;
            refused.push(row);
          }),
        );
      } catch (thrown) {
        failed.abort(thrown);
        throw thrown;
      } finally {
        runs.clearQueue();
      }
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) break;
      after = last.run_id;
    }
    // By now others may have been answered.
    for (const row of refused) await judgeOne(row);
  },
  count: countStageRuns('judge'),
};

async function judgeRun(
  { pool, build, signal, write }: StageWork,
  { models, heads, mayGate }: Judges,
  { run_id: runId, content }: OpenRun,
  { answered, call }: { answered: Set<string>; call: Memory['call'] },
): Promise<void> {
  signal.throwIfAborted();
  const known = new Map(
    (await readJudgeAnswers(pool, runId)).map((row) => [`${row.model} ${row.request_digest}`, row.reply]),
  );
  const memory: Memory = {
    known: (model, digest) => known.get(`${model} ${digest}`),
    save: async (answer) => {
      await write((tx) => insertJudgeAnswer(tx, build.id, runId, answer));
      answered.add(`${answer.model} ${answer.question}`);
    },
    answered: (model, question) => answered.has(`${model} ${question}`),
    call,
  };
  const maxBatches = build.spec.quality?.judge?.maxBatches;
  const found = await reportsOf(
    models.map((model) => rememberingModel(model, memory)),
    await unpackTrajectory(content),
    { signal, heads, mayGate, seed: build.spec.seed, ...(maxBatches && { maxBatches }) },
  );
  const model = models.map(({ name }) => name).join(',');
  const decisions = found.map((report, at): JudgeDecision => {
    const { verdict, agreement } = report;
    if (verdict) {
      const reason = verdict.reason === '' ? '' : `${REASON_PREFIX}${verdict.reason}`;
      return { ...verdict, reason, model, agreement };
    }
    const base = { check: judgeName({ name: report.head }), version: heads[at]?.version ?? 1 };
    return { ...base, verdict: 'flag', reason: BROKEN, evidence: [], model, agreement };
  });
  const votes = found.flatMap(({ reports }) => reports);
  await write(async (tx) => {
    await insertJudgement(tx, build.id, runId, votes, decisions);
    await endStageRun(tx, build.id, 'judge', runId);
  });
}

/** One judge is a council that always agrees with itself. */
async function reportsOf(
  models: readonly Model[],
  trajectory: Trajectory,
  options: JudgeOptions,
): Promise<CouncilReport[]> {
  const [only] = models;
  if (!only || models.length > 1) return judgeWithCouncil(models, trajectory, options);
  const reports = await judgeWithModel(only, trajectory, options);
  return reports.map((report) => ({
    head: report.head,
    reports: [report],
    usage: report.usage,
    agreement: report.verdict ? 1 : 0,
    ...(report.verdict && { verdict: report.verdict }),
  }));
}
