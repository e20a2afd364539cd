/** A process of the story, watched by what it writes. */
import { spawn } from 'node:child_process';
import { nodeBinary, REPOSITORY } from '@nex/cli/stack';

export interface WatchedProcess {
  /** Settles with everything written so far once it holds the text; rejects when the process ends before. */
  saw(pattern: RegExp): Promise<string>;
  send(signal: NodeJS.Signals): void;
  ended: Promise<{ exitCode: number | null; output: string }>;
}

/** Runs a TypeScript file of the checkout. Standard output and error come together. */
export function watchProcess(script: string, args: string[], env: NodeJS.ProcessEnv): WatchedProcess {
  const child = spawn(nodeBinary(), [script, ...args], {
    cwd: REPOSITORY,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<{ exitCode: number | null; output: string }>((resolve) => {
    child.once('close', (exitCode) => resolve({ exitCode, output }));
  });
  return {
    ended,
    send: (signal) => void child.kill(signal),
    saw: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(output)) return;
          listeners.delete(look);
          resolve(output);
        };
        listeners.add(look);
        look();
        void ended.then(() => reject(new Error(`it ended without ${pattern}:\n${output}`)));
      }),
  };
}
