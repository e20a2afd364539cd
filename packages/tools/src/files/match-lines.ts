/**
 * Finds the lines of a text that fit an expression, in small steps: other work of the process goes on in between, and
 * the time of a whole search is limited.
 */
import { setImmediate } from 'node:timers/promises';
import type { RE2JS } from 're2js';

/** Lines are tested together up to this size, as most fit nothing. */
const STEP_CHARS = 4096;
const MAX_LINE_CHARS = 10_000;
const MAX_STEP_MS = 10;

/** How long a search may go on, over all its texts. */
export interface Pace {
  /** Waits for other work when enough was done at a stretch; false once the time is over. Throws on abort. */
  goOn(): Promise<boolean>;
}

export function createPace(options: { limitMs: number; signal: AbortSignal }): Pace {
  const start = performance.now();
  let last = start;
  return {
    async goOn() {
      if (performance.now() - last > MAX_STEP_MS) {
        await setImmediate();
        last = performance.now();
      }
      options.signal.throwIfAborted();
      return performance.now() - start < options.limitMs;
    },
  };
}

export interface MatchedLine {
  /** From 1. */
  number: number;
  text: string;
}

export interface MatchOptions {
  pace: Pace;
  /** Told of each line that is too long: only its first 10000 characters are tested. */
  onLongLine?: () => void;
}

/** Ends early when the pace's time is over. The expression is compiled with MULTILINE. */
export async function* matchLines(
  text: string,
  regex: RE2JS,
  options: MatchOptions,
): AsyncGenerator<MatchedLine> {
  // With these, a line can fit where a longer text does not.
  const oneByOne = /\\[Az]/.test(regex.pattern());
  let step: MatchedLine[] = [];
  let size = 0;
  let number = 0;
  const matched = (): MatchedLine[] => {
    const joined = step.map((line) => tested(line.text)).join('\n');
    const found = oneByOne || regex.test(joined) ? step.filter((line) => regex.test(tested(line.text))) : [];
    step = [];
    size = 0;
    return found;
  };
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '');
    start = end < 0 ? text.length + 1 : end + 1;
    number += 1;
    if (line.length > MAX_LINE_CHARS) options.onLongLine?.();
    step.push({ number, text: line });
    size += Math.min(line.length, MAX_LINE_CHARS) + 1;
    if (size < STEP_CHARS) continue;
    if (!(await options.pace.goOn())) return;
    yield* matched();
  }
  if (await options.pace.goOn()) yield* matched();
}

const tested = (line: string): string => line.slice(0, MAX_LINE_CHARS);
