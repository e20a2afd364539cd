/** How near an answer comes to the ground truth of its task, from 0 to 1. Several truths: the nearest one counts. */
import type { GROUND_TRUTH_MEASURES, Json } from '@nex/core';

type Measure = (answer: string, truth: string) => number;

const MEASURES: Record<(typeof GROUND_TRUTH_MEASURES)[number], Measure> = {
  contains: (answer, truth) =>
    ` ${words(answer).join(' ')} `.includes(` ${words(truth).join(' ')} `) ? 1 : 0,
  /** Harmonic mean of precision and recall over the words, each counted as often as it stands there. */
  token_f1(answer, truth) {
    const left = Map.groupBy(words(truth), (word) => word);
    const given = words(answer);
    const wanted = words(truth);
    const hits = given.filter((word) => left.get(word)?.pop() !== undefined).length;
    return hits === 0 ? 0 : (2 * hits) / (given.length + wanted.length);
  },
};

/** `undefined` without a truth. What stands in the last `<answer>…</answer>`, if any, is the answer. */
export function groundTruthReward(
  measure: keyof typeof MEASURES,
  response: string,
  truth: Json | undefined,
): number | undefined {
  const truths = (Array.isArray(truth) ? truth : [truth]).filter((one) => one !== undefined && one !== null);
  if (truths.length === 0) return undefined;
  const answer = [...response.matchAll(/<answer>([\s\S]*?)<\/answer>/g)].at(-1)?.[1] ?? response;
  const texts = truths.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  return Math.max(...texts.map((text) => MEASURES[measure](answer, text)));
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:[.,]\p{N}+)*/gu) ?? [];
}
