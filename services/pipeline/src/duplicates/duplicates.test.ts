import { expect, test } from 'vitest';
import { ClustersOfRuns } from './clusters-of-runs.ts';
import { groupQueries } from './group-queries.ts';

test('the first run by query and sample stands for a cluster, with all samples of its query', () => {
  const clusters = new ClustersOfRuns();
  const [a1 = '', a2 = '', b = '', c = ''] = ['a1', 'a2', 'b', 'c'].map((runId) =>
    clusters.add({ runId, queryId: runId.charAt(0) }),
  );
  clusters.join(b, a2, 0.81);
  clusters.join(c, b, 0.95);
  expect(clusters.areTogether(a2, c)).toBe(true);
  expect(clusters.areTogether(a1, c)).toBe(false);
  const row = { kind: 'near', cluster: 'a2' } as const;
  expect(clusters.rows('near').toSorted((x, y) => (x.runId < y.runId ? -1 : 1))).toEqual([
    { ...row, runId: 'a2', original: true, nearest: 'b', similarity: 0.81 },
    { ...row, runId: 'b', original: false, nearest: 'c', similarity: 0.95 },
    { ...row, runId: 'c', original: false, nearest: 'b', similarity: 0.95 },
  ]);
  clusters.join(a1, c, 0.9);
  expect(clusters.rows('near').map(({ runId, original }) => [runId, original])).toContainEqual(['a1', true]);
  expect(new Set(clusters.rows('near').map(({ cluster }) => cluster))).toEqual(new Set(['a1']));
});

const tie = (index: number, cluster: string | null, group: string | null = null) => ({
  query_id: `q${index}`,
  query_index: index,
  cluster,
  group,
});

test.each([
  ['a query alone is no group', [tie(0, 'r0'), tie(0, 'r1')], []],
  [
    'a cluster is one, by its first query',
    [tie(2, 'r1'), tie(1, 'r1'), tie(3, 'r3')],
    [
      ['q1', 'q1'],
      ['q2', 'q1'],
    ],
  ],
  [
    'clusters and groups of the user tie together, by the name of the user',
    [tie(0, 'r0'), tie(1, 'r0', 'beans'), tie(2, null, 'beans'), tie(3, null, 'peas')],
    [
      ['q0', 'beans'],
      ['q1', 'beans'],
      ['q2', 'beans'],
    ],
  ],
])('%s', (_name, ties, expected) => {
  expect(groupQueries(ties).map(({ queryId, name }) => [queryId, name])).toEqual(expected);
});
