/** Lays the steps of two runs side by side, so that as many as possible stand beside their like. */
import type { RunRecord } from '../record/run-record.ts';
import { traceRows } from '../record/trace-rows.ts';

export interface ComparedStep {
  /** What steps are alike by: who did what. */
  label: string;
  level: number;
  tookMs: number | undefined;
  isError: boolean;
}

export interface StepPair {
  left?: ComparedStep;
  right?: ComparedStep;
}

/** Above this many steps on a side they are paired by their place: the table of the alignment would grow too large. */
const MOST_ALIGNED = 1_500;

export function stepsOf(record: RunRecord): ComparedStep[] {
  return traceRows(record, new Set()).map((row) => ({
    label: row.kind === 'agent' ? row.agent.agent : row.kind === 'tool' ? row.call.name : 'model',
    level: row.level,
    tookMs: row.endMs === undefined ? undefined : row.endMs - row.startMs,
    isError: row.kind === 'tool' ? row.call.isError : row.kind === 'agent' && row.agent.failure !== undefined,
  }));
}

/** Longest common subsequence by label and level. */
export function alignSteps(left: readonly ComparedStep[], right: readonly ComparedStep[]): StepPair[] {
  if (Math.max(left.length, right.length) > MOST_ALIGNED) return pairByPlace(left, right);
  const width = right.length + 1;
  const common = new Uint16Array((left.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      const alike = isAlike(left[i], right[j]);
      common[i * width + j] = alike ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: StepPair[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const [a, b] = [left[i], right[j]];
    if (a && b && isAlike(a, b)) {
      pairs.push({ left: a, right: b });
      i += 1;
      j += 1;
    } else if (a && (!b || at(i + 1, j) >= at(i, j + 1))) {
      pairs.push({ left: a });
      i += 1;
    } else if (b) {
      pairs.push({ right: b });
      j += 1;
    }
  }
  return pairs;
}

function pairByPlace(left: readonly ComparedStep[], right: readonly ComparedStep[]): StepPair[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, place) => ({
    ...(left[place] && { left: left[place] }),
    ...(right[place] && { right: right[place] }),
  }));
}

function isAlike(a: ComparedStep | undefined, b: ComparedStep | undefined): boolean {
  return a !== undefined && b !== undefined && a.label === b.label && a.level === b.level;
}
