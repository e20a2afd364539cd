/**
 * The Chinese phrase of a family: a request that stands after "请", without a full stop and without a comma, so that
 * requests are told apart where a comma and a word of order stand.
 */
import type { Scene } from '../family.ts';

export type ZhPhrase = (scene: Scene) => string;

/** How a later request points at the results before it. */
export function zhResults({ results, draw }: Scene): string {
  if (results === 1) return draw.pick(['这个结果', '所得的结果']);
  return results === 2 ? draw.pick(['这两个结果', '两项结果']) : draw.pick(['以上所有结果', '这些结果']);
}
