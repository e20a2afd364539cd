/**
 * A reading says a Chinese request in the English words that concepts and arguments are read from. Names, dates and
 * quoted texts stay as they are.
 */

/** One form of request: the whole of it, and its English from the groups of the match, which are empty when absent. */
export type Reading = { looks: RegExp; says(groups: string[]): string };

/** A number. */
export const N = '(-?\\d+(?:\\.\\d+)?)';
/** A day. */
export const D = '(\\d{4}年\\d{1,2}月\\d{1,2}[日号]|\\d{4}-\\d{2}-\\d{2})';
/** A file. */
export const FILE = '([\\w-]+\\.(?:md|txt|csv|json|ya?ml|html))';
/** A quoted text. */
export const QUOTED = '[“"「]([^”"」]+)[”"」]';
/** Words of asking that say nothing of the work. */
const ASK =
  '(?:请|我想知道|告诉我|让我看看|看看|看一下|查一下|查查|算出|算一算|算一下|计算|求出?|推算|数一数|统计|给出)*\\s*';

/** A reading whose words of asking may be left out or be others. */
export function reading(pattern: string, says: (groups: string[]) => string): Reading {
  return { looks: new RegExp(`^${ASK}${pattern}$`, 'iu'), says };
}

/** Results that a request points back at. */
export const RESULTS =
  '((?:以上|前面|上面)?的?(?:这些|所有|全部|这两个|两个|这个|两项|所得的|该)+(?:结果|答案|数字)|结果|它们?)';

/** The results in English, as many as the Chinese words say. */
export function results(words: string): string {
  if (/两/.test(words)) return 'both results';
  return /些|所有|全部|以上|们/.test(words) ? 'all these results' : 'that result';
}
