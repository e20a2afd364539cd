/** Work that is done now and then, never twice at a time. */

export interface Repeated extends AsyncDisposable {
  /** Does it now, or once more after what goes on. */
  wake(): void;
}

/** Begins at once. `work` must not throw. Disposing waits for what goes on. */
export function repeat(work: () => Promise<void>, everyMs: number): Repeated {
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;
  let again = false;
  let closed = false;
  const round = async () => {
    do {
      again = false;
      await work();
    } while (again && !closed);
  };
  const wake = () => {
    clearTimeout(timer);
    if (closed) return;
    again = working !== undefined;
    working ??= round().finally(() => {
      working = undefined;
      if (!closed) timer = setTimeout(wake, everyMs);
    });
  };
  wake();
  return {
    wake,
    async [Symbol.asyncDispose]() {
      closed = true;
      clearTimeout(timer);
      await working;
    },
  };
}
