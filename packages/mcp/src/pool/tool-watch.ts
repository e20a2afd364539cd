/**
 * Notices that the tool list of a server changed: against the committed snapshot, between runs, and while a session is
 * open. Runs keep the tools that they were given; the change is only reported.
 */
import {
  compareSnapshots,
  type Drift,
  makeSnapshot,
  type SnapshotTool,
  type ToolSnapshot,
} from '../catalogue/snapshot.ts';

/** `before` and `after` are digests of the tool lists; the lists name tools. */
export interface ToolDrift extends Drift {
  server: string;
  before: string;
  after: string;
}

export interface ToolWatchOptions {
  server: { name: string; package?: string | undefined; version: string };
  /** What the tools should be. Absent: what is seen first. */
  known: ToolSnapshot | undefined;
  onDrift: ((drift: ToolDrift) => void) | undefined;
}

export class ToolWatch {
  readonly #options: ToolWatchOptions;
  readonly #reported = new Set<string>();
  #known: ToolSnapshot | undefined;
  #seen = false;

  constructor(options: ToolWatchOptions) {
    this.#options = options;
    this.#known = options.known;
  }

  /** Whether a running server is still to be compared with what is known of it. */
  get due(): boolean {
    return this.#options.known !== undefined && !this.#seen;
  }

  /** Reports each change once, also when servers of equal settings go on to disagree. */
  saw(tools: readonly SnapshotTool[]): ToolSnapshot {
    const { server, onDrift } = this.#options;
    const after = makeSnapshot(server, tools);
    const before = this.#known ?? after;
    this.#seen = true;
    this.#known = after;
    const drift = compareSnapshots(before, after);
    const key = `${before.digest} ${after.digest}`;
    if (drift && !this.#reported.has(key)) {
      this.#reported.add(key);
      onDrift?.({ server: server.name, before: before.digest, after: after.digest, ...drift });
    }
    return after;
  }
}
