/** In-process wake-ups: who watches a build sleeps until something of it changed. Rows stay the truth. */
import { EventEmitter, once } from 'node:events';

export interface BuildEvents {
  /** Says that the build's row has a newer version. */
  changed(buildId: string): void;
  /** Resolves at the next change, after `atMostMs`, or when the signal aborts; never rejects. True: it was a change. */
  next(buildId: string, atMostMs: number, signal: AbortSignal): Promise<boolean>;
}

export function createBuildEvents(): BuildEvents {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  return {
    changed(buildId) {
      emitter.emit(buildId);
    },
    async next(buildId, atMostMs, signal) {
      const until = AbortSignal.any([signal, AbortSignal.timeout(atMostMs)]);
      return once(emitter, buildId, { signal: until }).then(
        () => true,
        () => false,
      );
    },
  };
}
