/** Code that knows the cases of a test instead of solving the problem. */
import { isTestPath } from '../paths.ts';
import type { CodeStep } from './code-steps.ts';

/** `if x == 3: return 9`, `if (x === 3) return 9`, `case 3: return 9`. */
const BRANCH =
  /(?:if\s*\(?\s*[\w.[\]]+\s*={2,3}\s*|case\s+)(["'\w.[\], -]+?)\s*\)?\s*[:{]?\s*\{?\s*return\s+(["'\w.[\], -]+?)\s*(?:[;}\n]|$)/g;
const MIN_CASES = 3;

/** How many branches give the very pairs that a test of the trajectory (`told`, lower case) states; 0 below three. */
export function hardCoded(step: CodeStep, told: string): number {
  if (step.writes === undefined || isTestPath(step.writes)) return 0;
  const pairs = [...step.text.matchAll(BRANCH)].map(
    ([, input = '', output = '']) => [input.trim(), output.trim()] as const,
  );
  if (pairs.length < MIN_CASES) return 0;
  const cases = pairs.filter(
    ([input, output]) =>
      told.includes(`(${input.toLowerCase()}) == ${output.toLowerCase()}`) ||
      told.includes(`(${input.toLowerCase()})).tobe(${output.toLowerCase()})`) ||
      told.includes(`(${input.toLowerCase()})).toequal(${output.toLowerCase()})`),
  );
  return cases.length >= MIN_CASES ? cases.length : 0;
}
