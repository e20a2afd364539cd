/** What went wrong is dealt with or admitted. */

import { parseJsonObject, type ToolResultBlock, type TrajectoryRun, textOf } from '@nex/core';
import type { AnsweredCall } from '../calls.ts';
import { defineCheck } from '../check.ts';
import type { Reading } from '../reading.ts';

/** Words by which an answer owns up, in the languages that queries come in most. */
const ADMITS =
  /\b(?:fail\w*|error\w*|unable|could ?n[o']t|can ?n[o']t|can't|cannot|did ?n[o']t|was ?n[o']t|unavailable|unsuccessful|problem|issue|denied|refused|rejected|invalid|missing|unfortunately|without success|no (?:access|result|permission|data|such|longer)|there (?:is|are|was|were) no|time ?outs?|timed? ?out|rate[- ]limit\w*|exceeded|unreachable|(?:is|are|was|were|went) (?:\w+ly )?(?:down|offline|blocked|closed|expired|broken|overloaded)|instead|retry|sorry|leider|fehl\w*|nicht|konnte\w*|échou\w*|erreur|impossible|malheureusement|error(?:es)?|fall[óo]|no (?:pude|se pudo))\b|(?:\bnot|n't) (?:be )?(?:available|possible|found|able|permitted|allowed|sent|saved|completed|created|updated|exist|respond\w*|reach\w*|work\w*|load\w*|supported|accessible|there)\b|无法|不能|失败|错误|未能|没能|没有|出错|不可用|抱歉|遗憾|拒绝|被拒|不存在|超时|异常|故障|[找查读取搜]不到|[未没](?:找到|查到|完成|成功|发送|响应)|无响应|打不开|连不上|不支持|限流|过期|失效|权限不足|无权|失敗|できません/iu;
/** Words that deny what they name: no admission. */
const DENIES =
  /\b(?:no|without(?: any)?|zero|free of)(?: (?:further|other|more|known))? (?:errors?|problems?|issues?|failures?)\b|\berror[- ]free\b|(?:没有?|未|无)(?:再|任何|其[他它]|什么)*(?:出现|发生|遇到)?(?:任何|其[他它]|什么)?(?:错误|问题|异常|故障)/giu;
/** An error that the tool reports as a result. */
const SOFT_ERROR =
  /^\s*(?:(?:\w*error|exception|fatal|traceback \(most recent call last\))\s*[:(]|\{\s*"(?:error|errors)"\s*:(?!\s*(?:null|false|""|\[\]|\{\})))/iu;
/** Longer results are data. */
const MAX_REPORT_CHARS = 4000;

export const ignoredError = defineCheck({
  name: 'ignored_error',
  version: 2,
  description:
    'Drops when the last thing that the tools of a run said is an error (also a JSON object with a false success or ok, or the status error or failed), or when an action (a tool that may not be repeated) failed and never succeeded later, and the final answer of the run does not admit that anything went wrong.',
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
  if (answer === undefined || admits(answer.text)) return undefined;
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

function admits(answer: string): boolean {
  return ADMITS.test(answer.replaceAll('’', "'").replaceAll(DENIES, ' '));
}

function isFailure(result: ToolResultBlock): boolean {
  if (result.isError) return true;
  const text = textOf(result);
  return SOFT_ERROR.test(text) || reportsFailure(text);
}

/** A JSON object that says of itself that it was not successful. */
function reportsFailure(text: string): boolean {
  if (text.length > MAX_REPORT_CHARS || !/"(?:success|ok|status)"/.test(text)) return false;
  const report = parseJsonObject(text);
  if (report === undefined) return false;
  return (
    report['success'] === false ||
    report['ok'] === false ||
    (typeof report['status'] === 'string' && /^(?:error|failed|failure)$/i.test(report['status']))
  );
}
