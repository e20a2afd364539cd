/** Live progress: a bar per stage on a terminal, plain lines elsewhere. */
import { barProgress } from './progress-bars.ts';
import { lineProgress } from './progress-lines.ts';

export interface StageView {
  name: string;
  state: 'queued' | 'running' | 'done' | 'failed';
  done: number;
  total: number;
  /** RFC 3339. */
  startedAt?: string | undefined;
  finishedAt?: string | undefined;
  /** As a service counts them; without them they are counted here, from `startedAt`. */
  ratePerMinute?: number | undefined;
  etaMs?: number | undefined;
}

export interface Progress extends Disposable {
  /** The whole state, each time. Stages that are new appear below the others. */
  update(stages: readonly StageView[]): void;
  /** A line for itself, above the bars. */
  note(line: string): void;
  /** Leaves what was shown as it is. Idempotent. */
  close(): void;
}

export interface ProgressTarget {
  stream: NodeJS.WritableStream;
  isTerminal: boolean;
  now?: () => number;
}

export function createProgress(target: ProgressTarget): Progress {
  return target.isTerminal ? barProgress(target) : lineProgress(target);
}

/** For `--json`: shows nothing. */
export function silentProgress(): Progress {
  return { update() {}, note() {}, close() {}, [Symbol.dispose]() {} };
}
