/** Counts of agents and tools in prose, in digits and in English and Chinese words. */

export interface ProseCount {
  of: 'agents' | 'tools' | 'sub-agents';
  count: number;
  /** As written. */
  text: string;
  at: number;
  /** The sentence says that these are all there are: "you have three tools". */
  isTotal: boolean;
}

const ONES =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const WORD_NUMBER = `(?:(?:${TENS.join('|')})(?:[ -](?:${ONES.slice(0, 9).join('|')}))?|${ONES.join('|')})`;
/** Words that may stand between the number and what is counted; a preposition or a number ends the phrase. */
const BETWEEN =
  '(?!(?:of|in|for|with|by|to|and|or|per|from|at|on|as|the|its|their|your|different|days?|hours?|minutes?|steps?|layers?|levels?|percent)\\b)[a-z][a-z-]*';
const ENGLISH = new RegExp(
  `(?<![\\w.,-])(?<number>\\d{1,4}|${WORD_NUMBER})[ -]+(?:${BETWEEN}[ -]+){0,3}?(?<noun>(?:sub-?)?agents?|sub agents?|tools?|specialists?)\\b(?![- ](?:call|use|result)s?\\b)`,
  'gi',
);
const CHINESE =
  /(?<![\d.一二三四五六七八九十百第每])(?<number>\d{1,4}|[一二两三四五六七八九十百]{1,5})\s*[个款种名位](?<between>[\u4e00-\u9fff]{0,6}?)\s*(?<noun>子智能体|子代理|智能体|代理|工具)/g;
const LIMIT =
  /(?:at most|up to|at least|more than|fewer than|less than|no more than|only|about|around|over|最多|至多|至少|不超过|超过|约|任意|其中|to|or|each|any)\s*$/i;
const TOTAL =
  /(?:\byou (?:have|own|lead|command|coordinate|direct|manage)|\byour|\ball(?: the| of)?|\bthese|你有|您有|你的|您的|拥有|共有|一共|全部|所有|这)\s*(?:exactly|only|the|共|的)?\s*$/i;

/** "one" alone is an article more often than a count, and is left out. */
export function countsIn(text: string): ProseCount[] {
  const plain = text.replaceAll('_', ' ');
  return [...plain.matchAll(ENGLISH), ...plain.matchAll(CHINESE)].flatMap((match): ProseCount[] => {
    const { number = '', noun = '' } = match.groups ?? {};
    const count = numberOf(number);
    const before = plain.slice(Math.max(0, match.index - 24), match.index);
    if (count === undefined || /^(?:one|一)$/i.test(number) || LIMIT.test(before)) return [];
    return [{ of: kindOf(noun), count, text: match[0], at: match.index, isTotal: TOTAL.test(before) }];
  });
}

function kindOf(noun: string): ProseCount['of'] {
  if (/^tool|工具/i.test(noun)) return 'tools';
  return /^sub|子|^specialist/i.test(noun) ? 'sub-agents' : 'agents';
}

/** `undefined` when the text is no number. */
export function numberOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const [first = '', second] = text.toLowerCase().split(/[ -]/);
  const ten = TENS.indexOf(first);
  if (ten >= 0) return (ten + 2) * 10 + (second === undefined ? 0 : ONES.indexOf(second) + 1);
  const one = ONES.indexOf(first);
  return one >= 0 ? one + 1 : chineseNumber(text);
}

function chineseNumber(text: string): number | undefined {
  const digit = (sign: string | undefined): number | undefined => {
    if (sign === '两') return 2;
    const at = '一二三四五六七八九'.indexOf(sign ?? '-');
    return at < 0 ? undefined : at + 1;
  };
  const match =
    /^(?:([一二两三四五六七八九])百)?(?:([一二三四五六七八九])?(十))?([一二两三四五六七八九])?$/.exec(text);
  if (match === null || text === '') return undefined;
  const [, hundreds, tens, ten, ones] = match;
  return (digit(hundreds) ?? 0) * 100 + (ten ? (digit(tens) ?? 1) * 10 : 0) + (digit(ones) ?? 0);
}
