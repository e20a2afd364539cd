/** Words that people use for what tools name otherwise: a query is searched with both, its own words first. */
const TOOL_WORDS: Readonly<Record<string, string>> = {
  arithmetic: 'math',
  calculate: 'math',
  calculating: 'math',
  calculation: 'math',
  calculator: 'math',
  compute: 'math',
  percent: 'math',
  percentage: 'math',
};

/** Weight of a word of the table beside one of the query's own. */
export const EVERYDAY_WEIGHT = 0.4;

/** `terms` are those of the query as the index has them. */
export function toolWordsOf(terms: readonly string[]): string[] {
  const found = terms.flatMap((term) =>
    Object.hasOwn(TOOL_WORDS, term) ? (TOOL_WORDS[term] ?? '').split(' ') : [],
  );
  return [...new Set(found)].filter((word) => !terms.includes(word));
}
