/** Tools gave real results. */
import { canonicalJson, parseJsonObject, type ToolResultBlock, type TrajectoryRun, textOf } from '@nex/core';
import type { AnsweredCall } from '../calls.ts';
import { clip, defineCheck, type Finding } from '../check.ts';

/** A stand-in says so at its beginning, or is nothing else. */
const STAND_IN =
  /^[\s"'[{(*#]*(?:\d+[.)]\s+)?(?:(?:result|output|data|content|response|status|message|text|title)["']?\s*[:=]\s*["']?)?(?:lorem ipsum|todo\b|tbd\b|placeholder\b|not (?:yet )?implemented|\[object object\]|(?:this is |here is |returning )?(?:an? |some |the )?(?:mock(?:ed)?|dummy|fake|stub(?:bed)?|simulated|placeholder|hard-?coded)[ _-](?:data|response|result|output|value|content|text|search|implementation|answer)|(?:example|sample|mock|dummy) (?:result|item|title|entry) ?#?1\b|模拟(?:数据|结果)|占位|示例结果)/iu;
const ACKNOWLEDGES =
  /^\W*(?:ok|done|success|successfully|true|saved|written|created|updated|sent|deleted|the (?:file|record|item|note)|no |none|nothing|not found|empty|0 |没有|未找到|成功)|\b(?:success|no (?:results?|matches|data|entries))/iu;
const MAX_STAND_IN_CHARS = 1500;
const MIN_CONSTANT_CHARS = 80;
const MIN_CONSTANT_CALLS = 3;

export const placeholderOutput = defineCheck({
  name: 'placeholder_output',
  version: 3,
  description:
    'Drops when a result without an error is a stand-in (lorem ipsum, "not implemented", mock data), or when a tool gives the same result of at least 80 characters to three or more calls with different arguments. Acknowledgements, "nothing found" and injected faults do not count.',
  reasons: ['placeholder_output', 'constant_output'],
  *find({ runs }, reading) {
    for (const run of runs) {
      const calls = reading.callsOf(run);
      yield* standIns(run, calls);
      yield* constants(run, calls);
    }
  },
});

/** A result without an error that is the tool's own. */
function isOwn(result: ToolResultBlock | undefined): result is ToolResultBlock {
  return result !== undefined && !result.isError && result.injected === undefined;
}

function* standIns({ runId }: TrajectoryRun, calls: readonly AnsweredCall[]): Generator<Finding> {
  for (const { call, result, resultIndex = 0 } of calls) {
    if (!isOwn(result)) continue;
    const text = textOf(result);
    if (text.length > MAX_STAND_IN_CHARS || !STAND_IN.test(text)) continue;
    const note = `The result of ${call.name} is a stand-in: ${clip(text.trim(), 80)}`;
    yield { reason: 'placeholder_output', runId, messageIndex: resultIndex, note };
  }
}

function* constants({ runId }: TrajectoryRun, calls: readonly AnsweredCall[]): Generator<Finding> {
  if (calls.length < MIN_CONSTANT_CALLS) return;
  const asked = new Map<string, Set<string>>();
  for (const { call, result, resultIndex = 0 } of calls) {
    if (!isOwn(result)) continue;
    const text = textOf(result);
    if (text.length < MIN_CONSTANT_CHARS || ACKNOWLEDGES.test(text.slice(0, 200))) continue;
    const key = `${call.name} ${text}`;
    const args = asked.get(key) ?? new Set();
    asked.set(key, args.add(canonicalJson(parseJsonObject(call.argumentsText) ?? call.argumentsText)));
    if (args.size !== MIN_CONSTANT_CALLS) continue;
    const note = `${call.name} gives the same result whatever it is asked.`;
    yield { reason: 'constant_output', runId, messageIndex: resultIndex, note };
  }
}
