/** Queries that belong together because duplicates or the user tie them: none of a group may lie in another split. */
import { Clusters } from '@nex/quality';
import type { Member } from '../store/duplicates.ts';

/**
 * Groups of two queries and more. A group has the name that the user gave the first of its queries that has one, else the
 * id of its first query, so that a query keeps its split while nothing ties it to another.
 */
export function groupQueries(ties: readonly Member[]): { queryId: string; name: string }[] {
  const joined = new Clusters();
  const firstOf = new Map<string, string>();
  for (const { query_id: id, cluster, group } of ties) {
    joined.add(id);
    for (const tie of [cluster && `cluster ${cluster}`, group && `group ${group}`]) {
      if (!tie) continue;
      const first = firstOf.get(tie);
      if (first === undefined) firstOf.set(tie, id);
      else joined.join(id, first);
    }
  }
  const members = Map.groupBy(ties, ({ query_id: id }) => joined.clusterOf(id));
  return [...members.values()].flatMap((all) => {
    const sorted = all.toSorted((a, b) => a.query_index - b.query_index);
    const ids = new Set(sorted.map(({ query_id: id }) => id));
    const name = sorted.find(({ group }) => group !== null)?.group ?? sorted[0]?.query_id ?? '';
    return ids.size < 2 ? [] : [...ids].map((queryId) => ({ queryId, name }));
  });
}
