/**
 * Precision and recall of the heads of a judge with one model, on the same specimens as the checks. A defect belongs to
 * the head that has a kind for it; a head is wrong when it finds anything in a clean trajectory or a hard negative.
 * Defects of other heads are left out: one fault may well be seen from two sides.
 */
import type { Model } from '@nex/core';
import type { Score } from '../gates.ts';
import { judgeName } from '../judges/head.ts';
import { HEADS } from '../judges/heads/index.ts';
import { judgeWithModel } from '../judges/judge-with-model.ts';
import { createTally, type Miss, specimens } from './measure.ts';

/** The head that a defect, named by its check, is for. */
export const HEAD_OF: Readonly<Record<string, string>> = {
  answer_language: 'judge_instruction_following',
  empty_answer: 'judge_instruction_following',
  ignored_error: 'judge_failure_analysis',
  loop: 'judge_trace_anomalies',
  near_repeated_call: 'judge_trace_anomalies',
  truncated: 'judge_trace_anomalies',
  leaked_markup: 'judge_trace_anomalies',
  leaked_prompt: 'judge_trace_anomalies',
  placeholder_output: 'judge_tool_design',
  oversize_output: 'judge_tool_design',
};

export async function measureJudges(
  model: Model,
  draws: number,
  signal: AbortSignal,
): Promise<{ scores: (Score & { model: string })[]; misses: Miss[] }> {
  const names = HEADS.map(judgeName);
  const tally = createTally(HEADS.map((head) => ({ name: judgeName(head), version: head.version })));
  for (const { name, trajectory, defect } of specimens(draws)) {
    const head = defect === undefined ? undefined : HEAD_OF[defect];
    if (defect !== undefined && head === undefined) continue;
    const also = head === undefined ? [] : names.filter((one) => one !== head);
    const heads = HEADS.filter((one) => head === undefined || judgeName(one) === head);
    for (const { verdict, head: of } of await judgeWithModel(model, trajectory, { signal, heads })) {
      const finds = verdict !== undefined && verdict.verdict !== 'keep';
      const specimen = { name, also, ...(head ? { defect: head } : {}) };
      tally.count(judgeName({ name: of }), specimen, finds, verdict?.evidence[0]?.note ?? '');
    }
  }
  const { scores, misses } = tally.result();
  return { scores: scores.map((score) => ({ ...score, model: model.name })), misses };
}
