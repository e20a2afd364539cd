/**
 * What a query asks for stays the same over time: "the weather today" has another answer each day. A word of that kind
 * counts only beside something that changes, and not when the query names its date.
 */
import type { QueryCheck } from './query-check.ts';

const NOW =
  /\b(today(?:'s|’s)?|tonight|right now|currently|at the moment|latest|up[- ]to[- ]date|real[- ]time|live)\b|今天|今日|今晚|现在|目前|当前|最新|实时|此刻/iu;
const CHANGES =
  /\b(weather|forecast|temperature outside|price|prices|stock|stocks|share price|exchange rate|rates?|news|headlines|traffic|score|scores|standings|availability|trending)\b|天气|气温|股价|价格|汇率|行情|新闻|头条|路况|比分|热搜|排行/iu;
/** A four-digit year, a written date, or a value that the query gives itself. */
const DATED = /\b(?:19|20)\d{2}\b|\d{1,2}\s*月\s*\d{1,2}\s*[日号]|\d{4}\s*年/u;

export const stable: QueryCheck = {
  name: 'stable',
  scope: 'draft',
  refuse({ text }) {
    return NOW.test(text) && CHANGES.test(text) && !DATED.test(text) ? { reason: 'not_stable' } : undefined;
  },
};
