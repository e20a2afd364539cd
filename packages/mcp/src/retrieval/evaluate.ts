/** Measures a search on queries of which the fitting tools are known. */
export interface EvaluationQuery {
  query: string;
  /** Names as a model sees them; any of them will do. */
  tools: readonly string[];
}

export interface EvaluationRow {
  /** `en` or `zh`, by the letters of the query. */
  language: string;
  queries: number;
  /** Share of the queries with a fitting tool in first place. */
  first: number;
  /** Share with one among the first five: recall@5 of “any of them”. */
  recallAt5: number;
  /** Mean of 1 / rank of the first fitting tool within ten. */
  meanReciprocalRank: number;
  /** Queries without a fitting tool among the first five. */
  missed: string[];
}

/** `search` gives names, best first. A row per language, then one for all. */
export async function evaluateSearch(
  queries: readonly EvaluationQuery[],
  search: (query: string) => Promise<readonly string[]> | readonly string[],
): Promise<EvaluationRow[]> {
  const ranks = new Map<EvaluationQuery, number>();
  for (const row of queries) {
    const found = (await search(row.query)).slice(0, 10);
    ranks.set(row, found.findIndex((name) => row.tools.includes(name)) + 1);
  }
  const languages = Map.groupBy(queries, ({ query }) => (/\p{Script=Han}/u.test(query) ? 'zh' : 'en'));
  const groups: (readonly [string, readonly EvaluationQuery[]])[] = [...languages, ['all', queries]];
  return groups.map(([language, rows]) => {
    const rankOf = (row: EvaluationQuery) => ranks.get(row) ?? 0;
    const share = (test: (rank: number) => boolean) =>
      rows.filter((row) => test(rankOf(row))).length / rows.length;
    const within5 = (rank: number) => rank >= 1 && rank <= 5;
    const sum = rows.reduce((total, row) => total + (rankOf(row) > 0 ? 1 / rankOf(row) : 0), 0);
    return {
      language,
      queries: rows.length,
      first: share((rank) => rank === 1),
      recallAt5: share(within5),
      meanReciprocalRank: sum / rows.length,
      missed: rows.filter((row) => !within5(rankOf(row))).map((row) => row.query),
    };
  });
}
