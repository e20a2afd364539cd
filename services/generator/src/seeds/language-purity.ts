/** English stays English and Chinese stays Chinese. */
const HAN = /\p{Script=Han}/u;
const OTHER_THAN_LATIN = /[\p{L}--[\p{Script=Latin}\p{Script=Greek}]]/v;
/** Names such as GraphQL may stand in Chinese text; two words of lower-case Latin in a row are a phrase. */
const LATIN_PHRASE = /[a-z]{3,}[\s,]+[a-z]{3,}/;

export function isEnglish(text: string): boolean {
  return /\p{Script=Latin}/u.test(text) && !OTHER_THAN_LATIN.test(text);
}

export function isChinese(text: string): boolean {
  return HAN.test(text) && !LATIN_PHRASE.test(text);
}
