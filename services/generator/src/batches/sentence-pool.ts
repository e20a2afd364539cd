/** Sentences of a batch that are all different: near-duplicates and the wrong language are refused as they come. */
import type { FrameworkLanguage } from '@nex/core';
import { jaccard, shinglesOf } from '@nex/framework';
import { isChinese, isEnglish } from '../seeds/language-purity.ts';

/** Share of 3-grams of words that two sentences have in common, from which they count as the same. */
const SAME_SENTENCE = 0.6;

export interface SentencePool {
  /** Why it is refused; `undefined` when it is taken. */
  add(sentence: string, language: FrameworkLanguage): 'near_duplicate' | 'language' | undefined;
}

export function createSentencePool(): SentencePool {
  const kept: Set<string>[] = [];
  return {
    add(sentence, language) {
      if (language === 'zh' ? !isChinese(sentence) : !isEnglish(sentence)) return 'language';
      const shingles = shinglesOf(sentence);
      if (kept.some((other) => jaccard(shingles, other) >= SAME_SENTENCE)) return 'near_duplicate';
      kept.push(shingles);
      return undefined;
    },
  };
}
