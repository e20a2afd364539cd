/** Which languages a text is written in, as far as its letters tell. */
import type { Language } from '../plan/plan-queries.ts';

const LETTER = /\p{L}/gu;
const HAN = /\p{Script=Han}/gu;
/** Neither Chinese nor Latin. Greek letters stand in formulas and do not count. */
const FOREIGN =
  /[\p{Script=Cyrillic}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thai}\p{Script=Devanagari}]/gu;
/** What is quoted may be in any language: titles, names, texts to work on. */
const QUOTED = /"[^"]*"|“[^”]*”|「[^」]*」|《[^》]*》|`[^`]*`|https?:\/\/\S+/gu;

/** Least share of Han among the letters of a Chinese text; names and units may be Latin. */
const MIN_CHINESE_SHARE = 0.2;
/** Largest share of Han among the letters of an English text. */
const MAX_ENGLISH_SHARE = 0.1;
const MAX_FOREIGN_SHARE = 0.05;
/** A stretch of another language that is no name any more. */
const ENGLISH_SENTENCE = /(?:[A-Za-z][A-Za-z'’-]*[ ,;]+){9}[A-Za-z]+/;
const CHINESE_SENTENCE = /\p{Script=Han}{6}/u;

export function isInLanguage(text: string, language: Language): boolean {
  const own = ownWords(text);
  const letters = count(own, LETTER);
  if (letters === 0) return false;
  const share = count(own, HAN) / letters;
  return language === 'zh' ? share >= MIN_CHINESE_SHARE : share <= MAX_ENGLISH_SHARE;
}

/** Whether a text of one language holds whole sentences, or many letters, of another. */
export function mixesLanguages(text: string, language: Language): boolean {
  if (!isInLanguage(text, language)) return true;
  const own = ownWords(text);
  const letters = count(own, LETTER);
  if (letters > 0 && count(own, FOREIGN) / letters > MAX_FOREIGN_SHARE) return true;
  return (language === 'zh' ? ENGLISH_SENTENCE : CHINESE_SENTENCE).test(own);
}

/** All of a text that is nothing but a quotation is its own. */
function ownWords(text: string): string {
  const own = text.replaceAll(QUOTED, ' ');
  return count(own, LETTER) === 0 ? text : own;
}

function count(text: string, of: RegExp): number {
  return text.match(of)?.length ?? 0;
}
