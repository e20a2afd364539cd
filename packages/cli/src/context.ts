/** What every command is given: where to write, which platform to talk to, when to stop. */
import { Readable } from 'node:stream';
import { type Client, createClient } from '@nex/client';
import { NexError } from '@nex/core';
import { createInterrupts, type Interrupts } from './interrupts.ts';
import { nexHome } from './stack/paths.ts';
import { readState } from './stack/state.ts';

export interface Output {
  /** Results: standard output. */
  out(text: string): void;
  /** Progress, notes and errors: standard error. */
  err(text: string): void;
  /** The stream that progress is drawn on. */
  stream: NodeJS.WritableStream;
  /** Whether progress may redraw its lines. */
  isTerminal: boolean;
}

export interface GlobalOptions {
  url?: string;
  apiKey?: string;
  json?: boolean;
}

export interface Context {
  output: Output;
  /** Results as one JSON document on standard output, no progress. */
  json: boolean;
  env: NodeJS.ProcessEnv;
  home: string;
  /** Aborts at Ctrl-C. */
  signal: AbortSignal;
  /** Standard input. */
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  /** For commands where Ctrl-C does not end everything at once. */
  interrupts: Interrupts;
  /** Client of the gateway: `--url`, else NEX_URL, else the stack of this checkout. Throws `unavailable`. */
  client(): Promise<Client>;
  /** Writes the value as JSON, or the lines that `asText` makes of it. */
  print<T>(value: T, asText: (value: T) => readonly string[]): void;
  /** A line on standard error; silent with `--json`. */
  note(line: string): void;
}

export interface ContextOptions {
  output: Output;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Default: an empty one. */
  input?: Context['input'];
  interrupts?: Interrupts;
}

export function createContext(options: ContextOptions, globals: GlobalOptions): Context {
  const { output, env, signal } = options;
  const home = nexHome(env);
  const json = globals.json ?? false;
  return {
    output,
    json,
    env,
    home,
    signal,
    input: options.input ?? Readable.from([]),
    interrupts: options.interrupts ?? createInterrupts(),
    async client() {
      const baseUrl = globals.url ?? env.NEX_URL ?? (await readState(home))?.gateway;
      if (baseUrl === undefined) {
        throw new NexError('unavailable', 'No platform is known.', {
          hint: 'Start one with `nex up`, or name its gateway with --url or NEX_URL.',
        });
      }
      const apiKey = globals.apiKey ?? env.NEX_API_KEY;
      return createClient({ baseUrl, ...(apiKey ? { apiKey } : {}) });
    },
    print(value, asText) {
      if (json) output.out(`${JSON.stringify(value, null, 2)}\n`);
      else for (const line of asText(value)) output.out(`${line}\n`);
    },
    note(line) {
      if (!json) output.err(`${line}\n`);
    },
  };
}
