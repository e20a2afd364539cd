/** Which script a text is in, without what may be foreign in any text: code, names in quotes, brackets, addresses. */

const EXEMPT = [
  /```[\s\S]*?```/g,
  /`[^`\n]*`/g,
  /\{[{%#][\s\S]*?[}%#]\}/g,
  /https?:\/\/\S+/g,
  /[("'“‘「『《（【][^)"'”’」』》）】\n]{0,80}[)"'”’」』》）】]/g,
];
const HAN = /\p{Script=Han}/gu;
/** A word of an English sentence: in lower case, and not part of an identifier. */
const WORD = /(?<![\w.-])[a-z]{2,}(?![\w.-]*[_\d])/g;
const ENGLISH_RUN = /(?:(?<![\w.-])[a-z]{2,}(?:['’]s)?[ ,]+){7,}[a-z]{2,}/;

export interface Scripts {
  han: number;
  /** English words in lower case. */
  words: number;
  /** At least eight English words in a row. */
  hasEnglishRun: boolean;
  /** The first Han characters, for messages. */
  sample: string;
}

export function scriptsOf(text: string): Scripts {
  const plain = EXEMPT.reduce((rest, pattern) => rest.replaceAll(pattern, ' '), text);
  return {
    han: plain.match(HAN)?.length ?? 0,
    words: plain.match(WORD)?.length ?? 0,
    hasEnglishRun: ENGLISH_RUN.test(plain),
    sample: /\p{Script=Han}[\p{Script=Han}，。、]{0,11}/u.exec(plain)?.[0] ?? '',
  };
}

/** As a whole the text is in the other language: certain. */
export function isChinese({ han, words }: Scripts): boolean {
  return han >= 4 && han > words;
}

export function isEnglish({ han, words }: Scripts): boolean {
  return han === 0 && words >= 2;
}
