/**
 * Search by words and by meaning together. The tools are embedded once, when they are first searched; a failing
 * embedder leaves the search by words.
 */
import type { Embedder } from '@nex/core';
import type { FoundTool, SearchOptions, ToolIndex } from '../tool-index.ts';
import { fuseRanks } from './fuse-ranks.ts';

export interface HybridIndex {
  /** Best first. Throws `cancelled` only. */
  search(query: string, options: SearchOptions & { signal: AbortSignal }): Promise<FoundTool[]>;
}

export interface HybridOptions {
  index: ToolIndex;
  embedder: Embedder;
  /** Told when the embedder failed and words alone were searched. */
  onFailure?: (error: unknown) => void;
}

/** How many of each ranking are joined. */
const DEPTH = 50;

export function createHybridIndex({ index, embedder, onFailure }: HybridOptions): HybridIndex {
  let embedded: Promise<Map<string, readonly number[]>> | undefined;
  const embedAll = async (signal: AbortSignal) => {
    const tools = index.all();
    const texts = tools.map(({ server, tool, definition }) => `${server} ${tool}: ${definition.description}`);
    const vectors = await embedder.embed(texts, { signal });
    return new Map(tools.map(({ definition }, place) => [definition.name, vectors[place] ?? []] as const));
  };
  return {
    async search(query, { signal, limit = 10, ...filter }) {
      const allowed = new Map(index.all(filter).map((tool) => [tool.definition.name, tool] as const));
      const byWords = index.search(query, { ...filter, limit: DEPTH }).map((tool) => tool.definition.name);
      let byMeaning: string[] = [];
      try {
        embedded ??= embedAll(signal);
        const [vectors, [wanted = []]] = await Promise.all([embedded, embedder.embed([query], { signal })]);
        byMeaning = [...allowed.keys()]
          .map((name) => ({ name, near: cosine(vectors.get(name) ?? [], wanted) }))
          .toSorted((a, b) => b.near - a.near || (a.name < b.name ? -1 : 1))
          .slice(0, DEPTH)
          .map(({ name }) => name);
      } catch (error) {
        embedded = undefined;
        signal.throwIfAborted();
        onFailure?.(error);
      }
      return fuseRanks([byWords, byMeaning])
        .slice(0, limit)
        .flatMap(({ id, score }) => {
          const tool = allowed.get(id);
          return tool ? [{ ...tool, score }] : [];
        });
    },
  };
}

function cosine(a: readonly number[], b: readonly number[]): number {
  let dot = 0;
  let lengthA = 0;
  let lengthB = 0;
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const x = a[index] ?? 0;
    const y = b[index] ?? 0;
    dot += x * y;
    lengthA += x * x;
    lengthB += y * y;
  }
  return dot === 0 ? 0 : dot / Math.sqrt(lengthA * lengthB);
}
