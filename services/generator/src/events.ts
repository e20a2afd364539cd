/** Wake-ups inside the process: who waits for a change of a framework looks at its row again. */
import { EventEmitter, once } from 'node:events';

export interface FrameworkBus {
  changed(frameworkId: string): void;
  /** Resolves at the next change, or after `timeoutMs`: changes by other replicas are seen by looking again. */
  next(frameworkId: string, timeoutMs: number, signal: AbortSignal): Promise<void>;
}

export function createBus(): FrameworkBus {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  return {
    changed: (frameworkId) => void emitter.emit(frameworkId),
    async next(frameworkId, timeoutMs, signal) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      await once(emitter, frameworkId, { signal: limit }).catch(() => {});
    },
  };
}
