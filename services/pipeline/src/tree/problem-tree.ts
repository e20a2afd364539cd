/**
 * The problem-type tree of a build as it grows. Ids are unique; a node keeps its place for good, and its children stand
 * in the order in which they came. The version counts the nodes that were added to the seed tree.
 */
import { NexError, type ProblemType } from '@nex/core';

export interface TreeNode {
  id: string;
  en: string;
  zh: string;
  parentId: string | null;
}

interface Entry extends TreeNode {
  children: string[];
}

export class ProblemTree {
  readonly #entries = new Map<string, Entry>();
  #version = 0;

  /** Throws `bundle_invalid` when two nodes of the seed have one id. */
  constructor(seed: ProblemType) {
    const add = (node: ProblemType, parentId: string | null) => {
      this.#insert({ id: node.id, en: node.en, zh: node.zh, parentId });
      for (const child of node.children ?? []) add(child, node.id);
    };
    add(seed, null);
  }

  get version(): number {
    return this.#version;
  }

  /** Every node, parents before children. */
  nodes(): TreeNode[] {
    return [...this.#entries.values()];
  }

  /** Ids, in the order in which they came. */
  leaves(): string[] {
    return [...this.#entries.values()].filter(({ children }) => children.length === 0).map(({ id }) => id);
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  childrenOf(id: string): TreeNode[] {
    return this.#entry(id).children.map((child) => this.#entry(child));
  }

  /** From the root to the node, both included. */
  pathTo(id: string): TreeNode[] {
    const path: TreeNode[] = [];
    for (let at: string | null = id; at !== null; ) {
      const node = this.#entry(at);
      path.unshift(node);
      at = node.parentId;
    }
    return path;
  }

  /** Adds a leaf and raises the version. Throws when its id is taken or its parent is not there. */
  grow(node: TreeNode): void {
    this.#insert(node);
    this.#version += 1;
  }

  #insert(node: TreeNode): void {
    if (this.#entries.has(node.id)) {
      throw new NexError('bundle_invalid', `The problem types have two nodes with the id ${node.id}.`, {
        where: 'problem_types.json',
        hint: 'Give every node an id of its own.',
      });
    }
    if (node.parentId !== null) this.#entry(node.parentId).children.push(node.id);
    this.#entries.set(node.id, { ...node, children: [] });
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (!entry) throw new NexError('internal', `The problem-type tree has no node ${id}.`);
    return entry;
  }
}
