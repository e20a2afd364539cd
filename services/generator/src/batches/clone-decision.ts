/**
 * Whether a framework is a near-clone of one that was accepted. Fingerprints are stored with 3-grams as sorted 32-bit
 * numbers, which makes them small, and lets most pairs be told apart without a look at their graphs:
 * similarity ≤ w + (1 − w) · prompts, with w the weight of the graph.
 */
import { type Fingerprint, GRAPH_WEIGHT, nearestClone, type Similarity } from '@nex/framework';
import * as z from 'zod';

export const StoredFingerprint = z.object({
  nodes: z.array(z.object({ isEntry: z.boolean(), leads: z.boolean(), tools: z.array(z.string()) })),
  /** For each node the places of those that it calls. */
  edges: z.array(z.array(z.number().int())),
  /** Hashes of the 3-grams, ascending, each once. */
  shingles: z.array(z.number().int()),
});
export type StoredFingerprint = z.infer<typeof StoredFingerprint>;

export interface Accepted {
  frameworkId: string;
  fingerprint: StoredFingerprint;
}

export function storedFingerprint({ graph, shingles }: Fingerprint): StoredFingerprint {
  return {
    nodes: graph.nodes.map(({ isEntry, leads, tools }) => ({ isEntry, leads, tools: [...tools].sort() })),
    edges: graph.edges.map((calls) => [...calls].sort((a, b) => a - b)),
    shingles: [...new Set([...shingles].map(hash))].sort((a, b) => a - b),
  };
}

/** The most alike accepted framework that is at least `maxSimilarity` alike; the earlier one of two as alike. */
export function cloneOf(
  one: StoredFingerprint,
  accepted: readonly Accepted[],
  maxSimilarity: number,
): { frameworkId: string; similarity: Similarity } | undefined {
  const leastPrompts = (maxSimilarity - GRAPH_WEIGHT) / (1 - GRAPH_WEIGHT);
  const near = accepted.filter(({ fingerprint }) =>
    reaches(one.shingles, fingerprint.shingles, leastPrompts),
  );
  const found = nearestClone(
    revived(one),
    near.map(({ frameworkId, fingerprint }) => [frameworkId, revived(fingerprint)] as const),
    maxSimilarity,
  );
  return found && { frameworkId: found.key, similarity: found.similarity };
}

function revived({ nodes, edges, shingles }: StoredFingerprint): Fingerprint {
  return {
    graph: {
      nodes: nodes.map((node) => ({ ...node, tools: new Set(node.tools) })),
      edges: edges.map((calls) => new Set(calls)),
    },
    shingles: new Set(shingles.map(String)),
  };
}

/** Whether the Jaccard index of two ascending lists is at least `least`; ends as soon as it cannot be. */
function reaches(a: readonly number[], b: readonly number[], least: number): boolean {
  if (least <= 0 || a.length + b.length === 0) return true;
  // |a ∩ b| / |a ∪ b| ≥ s exactly when |a ∩ b| ≥ s / (1 + s) · (|a| + |b|).
  const needed = Math.ceil((least / (1 + least)) * (a.length + b.length) - 1e-9);
  let i = 0;
  let j = 0;
  let shared = 0;
  while (shared < needed && shared + Math.min(a.length - i, b.length - j) >= needed) {
    const left = a[i] ?? 0;
    const right = b[j] ?? 0;
    if (left === right) shared += 1;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return shared >= needed;
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
