/**
 * Duplicates by meaning: texts whose vectors point the same way. Compares with every text before, so it is for some
 * ten thousand texts; vectors are held as 32-bit floats.
 */
import { type Embedder, NexError } from '@nex/core';
import { Clusters } from './clusters.ts';

export interface EmbeddingDuplicateTag {
  clusterId: string;
  nearest: { id: string; cosine: number } | null;
}

export interface EmbeddingDuplicates {
  /**
   * Tags texts in their order, each against all before it that are of another family. Calls of the same instance must not
   * overlap.
   */
  add(
    texts: readonly { id: string; text: string; family?: string }[],
    options: { signal: AbortSignal },
  ): Promise<EmbeddingDuplicateTag[]>;
  clusterOf(id: string): string;
}

/** `threshold` of the cosine, default 0.95, depends on the embedder: look at pairs before you trust it. */
export function createEmbeddingDuplicates(embedder: Embedder, threshold = 0.95): EmbeddingDuplicates {
  const clusters = new Clusters();
  const known: { id: string; family: string; vector: Float32Array }[] = [];
  const tag = (id: string, family: string, vector: Float32Array): EmbeddingDuplicateTag => {
    let nearest: EmbeddingDuplicateTag['nearest'] = null;
    clusters.add(id);
    for (const other of known) {
      if (other.family === family) continue;
      const cosine = dot(vector, other.vector);
      if (cosine < threshold) continue;
      clusters.join(id, other.id);
      if (cosine > (nearest?.cosine ?? -1)) nearest = { id: other.id, cosine };
    }
    known.push({ id, family, vector });
    return { clusterId: clusters.clusterOf(id), nearest };
  };
  return {
    clusterOf: (id) => clusters.clusterOf(id),
    async add(texts, { signal }) {
      const vectors = await embedder.embed(
        texts.map(({ text }) => text),
        { signal },
      );
      if (vectors.length !== texts.length) {
        throw new NexError(
          'model_bad_output',
          `${embedder.name} gave ${vectors.length} vectors for ${texts.length} texts.`,
        );
      }
      return texts.map(({ id, family = id }, at) => tag(id, family, unit(vectors[at] ?? [])));
    },
  };
}

function unit(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return Float32Array.from(vector, (value) => value / length);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
