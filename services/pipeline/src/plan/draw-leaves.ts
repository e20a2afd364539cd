/**
 * Draws leaves of the problem-type tree so that rare ones catch up: a leaf drawn c times before has the weight
 * (c + 1)^-1.5. The counters are exact, since one function draws all slots of a build.
 */
import type { Random } from './random.ts';

const EXPONENT = -1.5;

/** Index of a leaf per draw. */
export function drawLeaves(leafCount: number, draws: number, random: Random): number[] {
  const counts = Array.from({ length: leafCount }, () => 0);
  const weights = Array.from({ length: leafCount }, () => 1);
  const drawn: number[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    const total = weights.reduce((a, b) => a + b, 0);
    const index = pick(weights, random.unit() * total);
    counts[index] = (counts[index] ?? 0) + 1;
    weights[index] = ((counts[index] ?? 0) + 1) ** EXPONENT;
    drawn.push(index);
  }
  return drawn;
}

function pick(weights: readonly number[], mark: number): number {
  let passed = 0;
  for (const [index, weight] of weights.entries()) {
    passed += weight;
    if (mark < passed) return index;
  }
  return weights.length - 1;
}
