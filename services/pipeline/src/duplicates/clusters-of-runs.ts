/** Runs that were found to be duplicates, put together to clusters whose first run, by query and sample, stands for all. */
import type { DuplicateKind } from '@nex/core';
import { Clusters } from '@nex/quality';
import type { DuplicateRow } from '../store/duplicates.ts';

interface Run {
  runId: string;
  queryId: string;
}

interface Nearest {
  key: string;
  similarity: number;
}

/** Runs come in order of query and sample; each has a key that sorts the same. */
export class ClustersOfRuns {
  readonly #clusters = new Clusters();
  readonly #runs = new Map<string, Run>();
  readonly #nearest = new Map<string, Nearest>();

  /** @returns The key of the run. */
  add(run: Run): string {
    const key = String(this.#runs.size).padStart(9, '0');
    this.#runs.set(key, run);
    this.#clusters.add(key);
    return key;
  }

  join(key: string, other: string, similarity: number): void {
    this.#clusters.join(key, other);
    for (const [one, its] of [
      [key, other],
      [other, key],
    ] as const) {
      if (similarity > (this.#nearest.get(one)?.similarity ?? -1))
        this.#nearest.set(one, { key: its, similarity });
    }
  }

  areTogether(key: string, other: string): boolean {
    return this.#clusters.clusterOf(key) === this.#clusters.clusterOf(other);
  }

  runOf(key: string): Run | undefined {
    return this.#runs.get(key);
  }

  /** A row for each run in a cluster with others. */
  rows(kind: DuplicateKind): DuplicateRow[] {
    return [...this.#nearest].flatMap(([key, { key: other, similarity }]): DuplicateRow[] => {
      const run = this.#runs.get(key);
      const first = this.#runs.get(this.#clusters.clusterOf(key));
      const nearest = this.#runs.get(other)?.runId ?? null;
      if (!run || !first) return [];
      const original = run.queryId === first.queryId;
      return [{ kind, runId: run.runId, cluster: first.runId, original, nearest, similarity }];
    });
  }
}
