/** Claims that tests pass, against what ran. */
import { textOf } from '@nex/core';
import type { AnsweredCall } from '../calls.ts';
import { proseOf, sentencesOf } from '../prose.ts';

const CLAIM =
  /\b(?:all|every|the)\b(?:\s+(?:of|the|\d+|unit|integration|existing|new)){0,4}\s+tests?\b[^.\n]{0,20}\b(?:pass(?:es|ed|ing)?|succeed(?:s|ed)?|(?:is|are) green)\b|\b\d+ (?:tests? )?passed\b|\btests? (?:now )?(?:all )?pass(?:es|ed)?\b|(?:全部|所有)[^。\n]{0,8}测试[^。\n]{0,8}通过|测试(?:已)?(?:全部|均|都)通过/iu;
const UNSURE =
  /\b(?:should|would|will|once|until|if|when|not|expect\w*|make sure|ensure|whether|before)\b|应该|确保|如果|未/iu;
const RUNS_TESTS =
  /\b(?:pytest|py\.test|unittest|vitest|jest|mocha|playwright|rspec|phpunit|tox|nox|ctest)\b|\b(?:npm|pnpm|yarn|bun|go|cargo|mvn|gradle|gradlew|make|dotnet|mix|swift|bazel|deno|rake)\s+(?:run\s+|workspace\s+\S+\s+|--(?:prefix|dir|cwd|manifest-path|project)[= ]\S+\s+|-\S+\s+)*(?:test|check|verify)|\b(?:php\s+artisan|composer|dart|flutter|sbt|lein|zig\s+build|cabal|stack|rails|bin\/rails|xcodebuild|hatch)\s+(?:run\s+|-\S+\s+)*test|\bnode\s+(?:\S+\s+){0,8}?--test\b|run_?tests?|test_runner|execute_tests?|\bpython\S*\s+\S*test\S*\.py/i;
const FAILED =
  /\b[1-9]\d* (?:failed|failures?|errors?)\b|\bFAILED\b|\bFAIL\b|(?:failures|errors)[=:]\s*[1-9]|\bexit (?:code|status)[: ]+[1-9]/;

/** Says what is wrong with a claim that tests pass; `undefined` when there is none or it holds. */
export function claimsOfTests(
  answer: string,
  calls: readonly AnsweredCall[],
  asked: string,
): string | undefined {
  const claims = claimsIn(answer);
  if (claims.length === 0 || CLAIM.test(asked)) return undefined;
  const runs = calls.filter(({ call }) => RUNS_TESTS.test(call.name) || RUNS_TESTS.test(call.argumentsText));
  const last = runs.findLast(({ result }) => result !== undefined)?.result;
  if (last === undefined) {
    const told = calls.some(({ result }) => result !== undefined && CLAIM.test(textOf(result)));
    return told ? undefined : 'The answer says that tests pass, and no test ran.';
  }
  const output = textOf(last);
  if (last.isError || FAILED.test(output)) {
    return 'The answer says that tests pass, and the last ones that ran failed.';
  }
  const passed = calls.flatMap(({ result }) =>
    result === undefined
      ? []
      : [...textOf(result).matchAll(/(\d+) (?:tests? )?pass/giu)].map(([, count = '']) => count),
  );
  const wrong = claims.flatMap((claim) => /\d+/.exec(claim) ?? []).find((count) => !passed.includes(count));
  if (wrong === undefined || passed.length === 0) return undefined;
  return `The answer says that ${wrong} tests pass, and never did so many.`;
}

/** The words of each claim that is not made a hope by those before it. */
function claimsIn(answer: string): string[] {
  return sentencesOf(proseOf(answer)).flatMap((sentence) => {
    const match = CLAIM.exec(sentence);
    if (match === null) return [];
    const before = sentence.slice(Math.max(0, match.index - 40), match.index);
    return UNSURE.test(`${before} ${match[0]}`) ? [] : [match[0]];
  });
}
