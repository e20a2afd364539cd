/**
 * Ctrl-C. The first one ends the work, a later one ends the process at once; a command may take it for itself, as long
 * as it has something of its own to stop.
 */

/** A second Ctrl-C so long after the first one is meant. */
const DOUBLE_MS = 1_000;

export interface Interrupts {
  /** Aborts at the first Ctrl-C that no command takes. */
  readonly signal: AbortSignal;
  /** Ctrl-C was pressed. */
  press(): void;
  /** Asks the handler first, until it is disposed. It says whether it dealt with the Ctrl-C. */
  intercept(handler: () => boolean): Disposable;
  /** Ends the work, whoever asks for Ctrl-C. */
  end(): void;
}

/** `exit` ends the process. */
export function createInterrupts(exit: () => void = () => {}): Interrupts {
  const control = new AbortController();
  let handler: (() => boolean) | undefined;
  let endedAt = 0;
  const end = (): void => {
    if (control.signal.aborted && Date.now() - endedAt > DOUBLE_MS) exit();
    endedAt ||= Date.now();
    control.abort();
  };
  return {
    signal: control.signal,
    end,
    press() {
      if (!handler?.()) end();
    },
    intercept(given) {
      handler = given;
      return {
        [Symbol.dispose]() {
          if (handler === given) handler = undefined;
        },
      };
    },
  };
}
