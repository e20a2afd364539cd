/**
 * How alike two frameworks are, 0 to 1, to reject near-clones:
 *
 *     similarity = 0.6 · graph + 0.4 · prompts
 *     graph      = 1 − d / (|A| + |B|)      d: graph edit distance; |X|: nodes and edges of X
 *     prompts    = Jaccard index of the sets of 3-grams of words of all prompts, names of agents left out
 *
 * 1 for the same agents under other names; a graph that shares nothing has 0. Where the edit distance is a bound from
 * above, `graph` is one from below.
 */
import { agentGraph } from '../model/graph.ts';
import type { FrameworkModel } from '../model/model.ts';
import { type EditDistanceOptions, graphEditDistance, graphSize } from './graph-edit-distance.ts';
import { jaccard, type LabelledGraph, labelledGraph } from './labelled-graph.ts';
import { shinglesOf } from './shingles.ts';

/** What a comparison needs, made once per framework. */
export interface Fingerprint {
  graph: LabelledGraph;
  shingles: ReadonlySet<string>;
}

export interface Similarity {
  similarity: number;
  graph: number;
  prompts: number;
  editDistance: number;
  /** False: `graph` and `similarity` are bounds from below. */
  exact: boolean;
}

/** Share of the graph in `similarity`; the rest is that of the prompts. */
export const GRAPH_WEIGHT = 0.6;

export function fingerprint(model: FrameworkModel): Fingerprint {
  const names = agentGraph(model).names;
  const text = model.agents.map((agent) => agent.prompt?.text ?? '').join('\n');
  return { graph: labelledGraph(model), shingles: shinglesOf(text, names) };
}

export function similarity(
  a: FrameworkModel | Fingerprint,
  b: FrameworkModel | Fingerprint,
  options: EditDistanceOptions = {},
): Similarity {
  const one = 'shingles' in a ? a : fingerprint(a);
  const other = 'shingles' in b ? b : fingerprint(b);
  const { distance, exact } = graphEditDistance(one.graph, other.graph, options);
  const size = graphSize(one.graph) + graphSize(other.graph);
  const graph = size === 0 ? 1 : Math.max(0, 1 - distance / size);
  const prompts = jaccard(one.shingles, other.shingles);
  return {
    similarity: GRAPH_WEIGHT * graph + (1 - GRAPH_WEIGHT) * prompts,
    graph,
    prompts,
    editDistance: distance,
    exact,
  };
}

/** The most alike of `others` that is at least `threshold` alike, with its key. Default threshold 0.9. */
export function nearestClone<K>(
  one: Fingerprint,
  others: Iterable<readonly [key: K, other: Fingerprint]>,
  threshold = 0.9,
): { key: K; similarity: Similarity } | undefined {
  let best: { key: K; similarity: Similarity } | undefined;
  for (const [key, other] of others) {
    const found = similarity(one, other);
    if (found.similarity < threshold || found.similarity <= (best?.similarity.similarity ?? -1)) continue;
    best = { key, similarity: found };
  }
  return best;
}
