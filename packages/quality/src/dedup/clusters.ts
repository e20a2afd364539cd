/** Who belongs together: union-find. A cluster is named by the smallest id in it, so its name tells who came first. */
export class Clusters {
  readonly #parent = new Map<string, string>();

  /** Adds an id as a cluster of its own; nothing happens when it is there. */
  add(id: string): void {
    if (!this.#parent.has(id)) this.#parent.set(id, id);
  }

  /** Puts the clusters of both together. */
  join(a: string, b: string): void {
    const [one, other] = [this.clusterOf(a), this.clusterOf(b)];
    if (one < other) this.#parent.set(other, one);
    else if (other < one) this.#parent.set(one, other);
  }

  /** Name of the id's cluster; an id that was never added is its own. */
  clusterOf(id: string): string {
    let root = id;
    for (let up = this.#parent.get(root); up !== undefined && up !== root; up = this.#parent.get(root))
      root = up;
    for (let at = id; at !== root; ) {
      const up = this.#parent.get(at) ?? root;
      this.#parent.set(at, root);
      at = up;
    }
    return root;
  }

  /** Each id with its cluster, in the order of adding. */
  entries(): [id: string, cluster: string][] {
    return [...this.#parent.keys()].map((id) => [id, this.clusterOf(id)]);
  }
}
