/**
 * Lines of standard input: messages, and answers to questions. On a terminal a paste of several lines is one message,
 * and lines typed ahead are messages, never answers; elsewhere a line is a message, or the answer to what is asked.
 */
import { createInterface } from 'node:readline';
import type { Context } from '../context.ts';

/** Disposing gives the terminal back. */
export interface LineReader extends Disposable {
  readonly isTerminal: boolean;
  /** The next message; `undefined` at the end of input or when the signal aborts. */
  read(prompt: string, signal: AbortSignal): Promise<string | undefined>;
  /** The answer to a question, which is shown in any case. */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
}

const PASTE_ON = '\u001B[?2004h';
const PASTE_OFF = '\u001B[?2004l';

type Take = (line: string | undefined) => void;

export function createLineReader({ input, output, interrupts }: Context): LineReader {
  const isTerminal = input.isTTY === true && output.isTerminal;
  const lines = createInterface({
    input,
    terminal: isTerminal,
    ...(isTerminal ? { output: output.stream } : {}),
  });
  const queue: string[] = [];
  const pasted: string[] = [];
  let pasting = false;
  let closed = false;
  let reading: Take | undefined;
  let asking: Take | undefined;

  lines.on('line', (line) => {
    if (pasting) return void pasted.push(line);
    const whole = [...pasted.splice(0), line].join('\n');
    const take = asking ?? reading;
    if (take) take(whole);
    else queue.push(whole);
  });
  lines.on('close', () => {
    closed = true;
    asking?.(undefined);
    reading?.(undefined);
  });
  if (isTerminal) {
    output.stream.write(PASTE_ON);
    input.on('keypress', (_text: unknown, key: { name?: string } | undefined) => {
      if (key?.name === 'paste-start') pasting = true;
      if (key?.name === 'paste-end') pasting = false;
    });
    lines.on('SIGINT', () => {
      if (lines.line !== '' && (reading || asking)) lines.write(null, { ctrl: true, name: 'u' });
      else interrupts.press();
    });
  }
  const wait = (prompt: string, signal: AbortSignal, hold: (take: Take | undefined) => void) =>
    new Promise<string | undefined>((resolve) => {
      const take: Take = (line) => {
        hold(undefined);
        signal.removeEventListener('abort', stop);
        resolve(line);
      };
      const stop = () => take(undefined);
      if (signal.aborted) return resolve(undefined);
      signal.addEventListener('abort', stop, { once: true });
      hold(take);
      if (!isTerminal) return;
      lines.setPrompt(prompt);
      lines.prompt(true);
    });
  return {
    isTerminal,
    async read(prompt, signal) {
      const next = queue.shift();
      if (next !== undefined) {
        if (isTerminal) output.err(`${prompt}${next}\n`);
        return next;
      }
      if (closed) return undefined;
      return wait(prompt, signal, (take) => {
        reading = take;
      });
    },
    async ask(question, signal) {
      if (!isTerminal) {
        output.err(question);
        const next = queue.shift();
        const answer =
          next ??
          (closed
            ? undefined
            : await wait('', signal, (take) => {
                asking = take;
              }));
        output.err(`${answer ?? ''}\n`);
        return answer;
      }
      if (closed) return undefined;
      return wait(question, signal, (take) => {
        asking = take;
      });
    },
    [Symbol.dispose]() {
      if (isTerminal) output.stream.write(PASTE_OFF);
      lines.close();
    },
  };
}
