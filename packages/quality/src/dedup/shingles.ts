/** Sets of n-grams of words as sorted hashes, and their Jaccard index. */
import { wordsOf } from '../words.ts';
import { hashWord, mix } from './hash.ts';

/** Words (characters of scripts without spaces) to a shingle, where nothing else is asked for. */
export const SHINGLE_WORDS = 3;

/** Each different n-gram once, ascending. Texts of fewer words than `gram` are one gram; a text without words has none. */
export function shingleHashes(text: string, gram: number): Uint32Array {
  const words = wordsOf(text).map(hashWord);
  if (words.length === 0) return new Uint32Array();
  const count = Math.max(1, words.length - gram + 1);
  const hashes = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) {
    let hash = 0;
    for (let next = at; next < Math.min(at + gram, words.length); next += 1) {
      hash = mix(Math.imul(hash, 31) + (words[next] ?? 0));
    }
    hashes[at] = hash;
  }
  hashes.sort();
  let kept = 0;
  for (let at = 0; at < count; at += 1) {
    if (at === 0 || hashes[at] !== hashes[at - 1]) hashes[kept++] = hashes[at] ?? 0;
  }
  return hashes.slice(0, kept);
}

/** Of two ascending sets. Two empty ones are the same. */
export function jaccardIndex(a: Uint32Array, b: Uint32Array): number {
  if (a.length === 0 && b.length === 0) return 1;
  let both = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [left = 0, right = 0] = [a[i], b[j]];
    if (left === right) both += 1;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return both / (a.length + b.length - both);
}
