/** Language of the prompts for a sentence: Chinese when its writing is, else English. */
import type { CreateFramework, FrameworkLanguage } from '@nex/core';

/** Han characters carry more than letters do; Japanese has kana among them. */
export function languageOf({
  language,
  sentence,
}: Pick<CreateFramework, 'language' | 'sentence'>): FrameworkLanguage {
  if (language !== 'auto') return language;
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(sentence)) return 'en';
  const han = sentence.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = sentence.match(/[\p{L}--\p{Script=Han}]+/gv)?.length ?? 0;
  return han > words ? 'zh' : 'en';
}
