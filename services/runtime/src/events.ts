/**
 * Wake-ups inside the process: who waits for a change looks at the rows again. Nothing is sent along, so a wake-up
 * that is lost costs time only; changes made by other processes are found by polling.
 */
import { EventEmitter, once } from 'node:events';

export interface Bus {
  /** The tree of that root has new events. */
  treeChanged(rootRunId: string): void;
  /** A run became terminal, or a root run waits, by the work of this process. */
  runFinished(run: FinishedRun): void;
  /** The same by the work of another process. */
  runFinishedElsewhere(run: FinishedRun): void;
  /** A run shall be cancelled. */
  cancelRequested(): void;
  /** Resolves at the next change of the tree, when `timeoutMs` are over, or when the signal aborts. */
  nextTreeChange(rootRunId: string, timeoutMs: number, signal: AbortSignal): Promise<void>;
  /** Calls back at every change of the tree until the returned function is called. */
  onTreeChange(rootRunId: string, listener: () => void): () => void;
  /** Calls back on every such wake-up until the signal aborts; `finished` is told wherever the run was worked on. */
  on(event: 'finished' | 'finished-here', listener: (run: FinishedRun) => void, signal: AbortSignal): void;
  on(event: 'cancel', listener: () => void, signal: AbortSignal): void;
}

export interface FinishedRun {
  id: string;
  rootRunId: string;
}

export function createBus(): Bus {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  return {
    treeChanged: (rootRunId) => void emitter.emit(`tree:${rootRunId}`),
    runFinished(run) {
      emitter.emit('finished', run);
      emitter.emit('finished-here', run);
    },
    runFinishedElsewhere(run) {
      emitter.emit('finished', run);
      emitter.emit(`tree:${run.rootRunId}`);
    },
    cancelRequested: () => void emitter.emit('cancel'),
    async nextTreeChange(rootRunId, timeoutMs, signal) {
      const waited = new AbortController();
      const timer = setTimeout(() => waited.abort(), timeoutMs);
      try {
        await once(emitter, `tree:${rootRunId}`, { signal: AbortSignal.any([signal, waited.signal]) });
      } catch {
        // Time is over or nobody waits any more: both mean looking again.
      } finally {
        clearTimeout(timer);
      }
    },
    onTreeChange(rootRunId, listener) {
      const event = `tree:${rootRunId}`;
      emitter.on(event, listener);
      return () => void emitter.off(event, listener);
    },
    on(event: string, listener: (run: FinishedRun) => void, signal: AbortSignal) {
      if (signal.aborted) return;
      emitter.on(event, listener);
      signal.addEventListener('abort', () => emitter.off(event, listener), { once: true });
    },
  };
}
