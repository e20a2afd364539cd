/** The language of a text, as far as its script and its commonest words tell. */

const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['zh', /\p{Script=Han}/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['ru', /\p{Script=Cyrillic}/gu],
  ['ar', /\p{Script=Arabic}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
];
const COMMON: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set(
    'the and of to is are was for with that this from have has it you your not be on at by an as were which their'.split(
      ' ',
    ),
  ),
  de: new Set(
    'der die das und ist sind war für mit nicht ein eine einen dem den des auf von zu im wird wurde auch sich es sie'.split(
      ' ',
    ),
  ),
  fr: new Set(
    'le la les et est sont une des du pour avec dans que qui pas sur au aux ce cette vous nous il elle été'.split(
      ' ',
    ),
  ),
  es: new Set(
    'el la los las y es son una de del para con en que no por se al su este esta como más fue'.split(' '),
  ),
  pt: new Set(
    'o os as e é são uma do da dos das para com em que não por se ao sua este esta como mais foi'.split(' '),
  ),
  it: new Set(
    'il lo gli e è sono una di del della per con in che non si al sua questo questa come più stato'.split(
      ' ',
    ),
  ),
  nl: new Set(
    'de het een en is zijn was voor met niet van dat op te in wordt ook die aan bij uw naar'.split(' '),
  ),
};
const MIN_LETTERS = 20;
const MIN_COMMON_WORDS = 5;
const MAX_CHARS = 6000;

/** An ISO 639-1 code; `latin` for a Latin text whose words do not tell; `undefined` where there is too little text. */
export function languageOf(text: string): string | undefined {
  const head = text.slice(0, MAX_CHARS);
  const letters = head.match(/\p{L}/gu)?.length ?? 0;
  const weights = SCRIPTS.map(([language, script]) => [language, head.match(script)?.length ?? 0] as const);
  const of = (language: string) => weights.find(([name]) => name === language)?.[1] ?? 0;
  // A Han sign says as much as three letters; Japanese is told apart by kana.
  const han = of('zh');
  if (3 * (han + of('ja')) > letters - han && han + of('ja') >= 4) return of('ja') * 4 > han ? 'ja' : 'zh';
  if (letters < MIN_LETTERS) return undefined;
  for (const [language, count] of weights) if (language !== 'zh' && 2 * count > letters) return language;
  const words = head.toLowerCase().match(/[\p{Script=Latin}]+/gu) ?? [];
  const counts = Object.entries(COMMON).map(
    ([language, common]) => [language, words.filter((word) => common.has(word)).length] as const,
  );
  const [best, second] = counts.sort((a, b) => b[1] - a[1]);
  if (best === undefined || best[1] < MIN_COMMON_WORDS || best[1] < 1.5 * (second?.[1] ?? 0)) return 'latin';
  return best[0];
}

/** The same where a guess is wanted, of texts of any length: by the script that most of it is in, else `en`. */
export function likelyLanguageOf(text: string): string {
  const told = languageOf(text);
  if (told !== undefined && told !== 'latin') return told;
  const head = text.slice(0, MAX_CHARS);
  const letters = head.match(/\p{L}/gu)?.length ?? 0;
  const han = head.match(/\p{Script=Han}/gu)?.length ?? 0;
  for (const [language, script] of SCRIPTS) {
    const count = head.match(script)?.length ?? 0;
    if (count > 0 && 2 * (language === 'ja' || language === 'zh' ? count + 2 * han : count) > letters)
      return language;
  }
  return 'en';
}

/** Whether two languages are certainly not the same: `latin` may be any that is written so. */
export function areDifferent(one: string, other: string): boolean {
  if (one === other) return false;
  if (one === 'latin') return !Object.hasOwn(COMMON, other);
  if (other === 'latin') return !Object.hasOwn(COMMON, one);
  return true;
}

/** Whether a text has a good part in each of both scripts, so that it may be in either language. */
export function isMixed(text: string): boolean {
  const han = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return latin > 2 * han && latin < 11 * han;
}
