/**
 * What models are writing right now, for those who watch. It is held in memory only and never stored: what is lost of
 * it comes again as part of the durable answer. A message is held once, however many watch it, and each of them takes
 * from it at its own pace, so a slow reader costs nothing.
 */

/** Wake-ups of those who watch one tree come at most so often, unless much came together. */
const COALESCE_MS = 20;
const COALESCE_CHARACTERS = 2048;

/** An answer as far as it is written. It only grows. */
export interface LiveMessage {
  /** The id under which the answer will be stored. */
  readonly messageId: string;
  /** Stretches of reasoning. */
  readonly thoughts: string[];
  /** Whether the last of them goes on. */
  thinking: boolean;
  text: string;
  /** In the order in which they began. */
  readonly calls: LiveCall[];
}

export interface LiveCall {
  readonly id: string;
  readonly name: string;
  argumentsText: string;
}

/** Runs at work, with the answer that is being written, if there is one. */
export type LiveRuns = ReadonlyMap<string, LiveMessage | undefined>;

export interface LiveMessages extends Disposable {
  /** Calls back when something changed, until the returned function is called. */
  watch(rootRunId: string, onChange: () => void): () => void;
  isWatched(rootRunId: string): boolean;
  /** The runs of a tree that are known to be at work. A view that stays current. */
  runs(rootRunId: string): LiveRuns;
  /** The run is at work and writes this answer, or none. What was written before is void or stored. */
  set(rootRunId: string, runId: string, message: LiveMessage | undefined): void;
  /** So many characters were added to an answer of the tree. */
  grown(rootRunId: string, characters: number): void;
  /** The run is not at work any more. */
  remove(rootRunId: string, runId: string): void;
}

interface Tree {
  runs: Map<string, LiveMessage | undefined>;
  watchers: Set<() => void>;
  pending: number;
  timer: NodeJS.Timeout | undefined;
}

const NO_RUNS: LiveRuns = new Map();

export function createLiveMessages(): LiveMessages {
  const trees = new Map<string, Tree>();
  const open = (rootRunId: string): Tree => {
    let tree = trees.get(rootRunId);
    if (!tree) {
      tree = { runs: new Map(), watchers: new Set(), pending: 0, timer: undefined };
      trees.set(rootRunId, tree);
    }
    return tree;
  };
  const closeUnused = (rootRunId: string, tree: Tree) => {
    if (tree.runs.size > 0 || tree.watchers.size > 0) return;
    clearTimeout(tree.timer);
    trees.delete(rootRunId);
  };
  const tell = (tree: Tree) => {
    clearTimeout(tree.timer);
    tree.timer = undefined;
    tree.pending = 0;
    for (const onChange of tree.watchers) onChange();
  };
  const grown = (tree: Tree, characters: number) => {
    if (tree.watchers.size === 0) return;
    tree.pending += characters;
    if (tree.pending >= COALESCE_CHARACTERS) tell(tree);
    else tree.timer ??= setTimeout(() => tell(tree), COALESCE_MS);
  };
  return {
    watch(rootRunId, onChange) {
      const tree = open(rootRunId);
      // Of its own, so that the same function may watch twice.
      const listener = () => onChange();
      tree.watchers.add(listener);
      return () => {
        tree.watchers.delete(listener);
        closeUnused(rootRunId, tree);
      };
    },
    isWatched: (rootRunId) => (trees.get(rootRunId)?.watchers.size ?? 0) > 0,
    runs: (rootRunId) => trees.get(rootRunId)?.runs ?? NO_RUNS,
    set(rootRunId, runId, message) {
      const tree = open(rootRunId);
      const before = tree.runs.get(runId);
      tree.runs.set(runId, message);
      if (before !== message) grown(tree, 0);
    },
    grown(rootRunId, characters) {
      const tree = trees.get(rootRunId);
      if (tree) grown(tree, characters);
    },
    remove(rootRunId, runId) {
      const tree = trees.get(rootRunId);
      if (!tree?.runs.delete(runId)) return;
      closeUnused(rootRunId, tree);
    },
    [Symbol.dispose]() {
      for (const tree of trees.values()) clearTimeout(tree.timer);
      trees.clear();
    },
  };
}
