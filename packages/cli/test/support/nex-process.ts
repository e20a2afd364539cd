/** The command line as a child process, talked to over its standard input. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { nodeBinary, REPOSITORY } from '@nex/cli/stack';

export interface NexProcess extends AsyncDisposable {
  /** Writes a line. */
  say(line: string): void;
  /** Ends the input. */
  end(): void;
  send(signal: NodeJS.Signals): void;
  /** Settles with everything that the stream has once it holds the pattern; rejects when the process ends before. */
  saw(stream: 'out' | 'err', pattern: RegExp): Promise<string>;
  ended: Promise<{ exitCode: number | null; out: string; err: string }>;
}

export function startNex(args: readonly string[], env: Record<string, string>, cwd: string): NexProcess {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/LLM|NEX|VITEST|NODE_OPTIONS|^MODEL|OPENAI|ANTHROPIC|BASE_URL|API_KEY/.test(name),
  );
  const child = spawn(nodeBinary(), [join(REPOSITORY, 'packages/cli/src/main.ts'), ...args], {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const seen = { out: '', err: '' };
  const listeners = new Set<() => void>();
  const watch = (stream: NodeJS.ReadableStream, name: 'out' | 'err') =>
    stream.setEncoding('utf8').on('data', (text: string) => {
      seen[name] += text;
      for (const listener of listeners) listener();
    });
  watch(child.stdout, 'out');
  watch(child.stderr, 'err');
  child.stdin.on('error', () => {});
  const ended = new Promise<{ exitCode: number | null; out: string; err: string }>((resolve) => {
    child.once('close', (exitCode) => resolve({ exitCode, ...seen }));
  });
  return {
    say: (line) => void child.stdin.write(`${line}\n`),
    end: () => void child.stdin.end(),
    send: (signal) => void child.kill(signal),
    saw: (stream, pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(seen[stream])) return;
          listeners.delete(look);
          resolve(seen[stream]);
        };
        listeners.add(look);
        look();
        void ended.then(({ out, err }) => reject(new Error(`it ended without ${pattern}:\n${out}\n${err}`)));
      }),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
