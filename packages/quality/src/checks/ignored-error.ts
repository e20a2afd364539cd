/** What went wrong is dealt with or admitted. */

import { type ToolResultBlock, type TrajectoryRun, textOf } from '@nex/core';
import type { AnsweredCall } from '../calls.ts';
import { defineCheck } from '../check.ts';
import type { Reading } from '../reading.ts';

/** Words by which an answer owns up, in the languages that queries come in most. */
const ADMITS =
  /\b(?:fail\w*|error\w*|unable|could ?n[o']t|can ?n[o']t|cannot|did ?n[o']t|was ?n[o']t|not (?:be )?(?:available|possible|found|able|permitted|allowed|sent|saved|completed|created|updated)|unavailable|unsuccessful|problem|issue|denied|refused|rejected|invalid|missing|unfortunately|without success|no (?:access|result|permission|data)|timed? ?out|instead|retry|sorry|leider|fehl\w*|nicht|konnte\w*|échou\w*|erreur|impossible|malheureusement|error(?:es)?|fall[óo]|no (?:pude|se pudo))\b|无法|不能|失败|错误|未能|没能|没有|出错|不可用|抱歉|遗憾|被拒|失敗|できません/iu;
/** An error that the tool reports as a result. */
const SOFT_ERROR =
  /^\s*(?:(?:\w*error|exception|fatal|traceback \(most recent call last\))\s*[:(]|\{\s*"(?:error|errors)"\s*:(?!\s*(?:null|false|""|\[\]|\{\})))/iu;

export const ignoredError = defineCheck({
  name: 'ignored_error',
  version: 1,
  description:
    'Drops when the last thing that the tools of a run said is an error, or when an action (a tool that may not be repeated) failed and never succeeded later, and the final answer of the run does not admit that anything went wrong.',
  reasons: ['ignored_error', 'hidden_failure'],
  *find({ runs }, reading) {
    for (const run of runs) {
      const found = fault(run, reading);
      if (found === undefined) continue;
      const { entry, reason } = found;
      const note = `${entry.call.name} failed, and the answer says nothing of it.`;
      yield { reason, runId: run.runId, messageIndex: entry.resultIndex ?? 0, note };
    }
  },
});

function fault(run: TrajectoryRun, reading: Reading): { entry: AnsweredCall; reason: string } | undefined {
  const calls = reading.callsOf(run).filter((entry) => entry.result !== undefined);
  const failed = calls.filter(({ result }) => result !== undefined && isFailure(result));
  if (failed.length === 0) return undefined;
  const answer = reading.answerOf(run);
  if (answer === undefined || ADMITS.test(answer.text)) return undefined;
  const lastTurn = calls.at(-1)?.messageIndex;
  const last = calls.filter(({ messageIndex }) => messageIndex === lastTurn);
  if (last.every((entry) => failed.includes(entry)))
    return { entry: last[0] as AnsweredCall, reason: 'ignored_error' };
  const actions = new Set(run.tools.filter((tool) => !tool.repeatable).map((tool) => tool.name));
  const hidden = failed.find(
    (entry) =>
      actions.has(entry.call.name) &&
      !calls
        .slice(calls.indexOf(entry) + 1)
        .some(
          ({ call, result }) => call.name === entry.call.name && result !== undefined && !isFailure(result),
        ),
  );
  return hidden && { entry: hidden, reason: 'hidden_failure' };
}

function isFailure(result: ToolResultBlock): boolean {
  return result.isError || SOFT_ERROR.test(textOf(result));
}
