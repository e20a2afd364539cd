/** Runs npm as a process group of its own that ends with the signal. Only what it says at the end is kept. */
import { dirname } from 'node:path';
import { NexError } from '@nex/core';
import { findCommand } from '../catalogue/launch.ts';
import { ProcessGroup } from '../session/process-group.ts';

export interface NpmOptions {
  cwd: string;
  signal: AbortSignal;
  /** Of the caller: npm's settings, proxies and cache come from it. */
  environment: Readonly<Record<string, string | undefined>>;
}

const MAX_OUTPUT = 4_000_000;

/** What npm wrote to stdout. Throws `unavailable` when npm is not there or fails; `cancelled` on abort. */
export async function runNpm(args: readonly string[], options: NpmOptions): Promise<string> {
  const { cwd, signal, environment } = options;
  const path = `${dirname(process.execPath)}:${environment['PATH'] ?? '/usr/local/bin:/usr/bin:/bin'}`;
  const command = await findCommand('npm', path);
  if (!command) {
    throw new NexError('unavailable', 'npm is not on the PATH.', { hint: 'Install Node with npm.' });
  }
  const defined = Object.entries(environment).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  // Settings of an npm that runs this process are not meant for the other folder.
  const own = defined.filter(
    ([name]) => !/^npm_(config_(local_)?prefix|lifecycle|package|command)/i.test(name),
  );
  const group = new ProcessGroup({ command, args, cwd, env: { ...Object.fromEntries(own), PATH: path } });
  const abort = () => void group.kill();
  signal.addEventListener('abort', abort, { once: true });
  let output = '';
  group.child.stdout.on('data', (chunk: Buffer) => {
    if (output.length < MAX_OUTPUT) output += chunk.toString();
  });
  try {
    await group.spawned;
    group.child.stdin.end();
    await group.ended;
    if (signal.aborted) throw new NexError('cancelled', 'npm was stopped.');
    if (group.child.exitCode === 0) return output;
    const said = /npm error (?!code|A complete log)(.+)/.exec(group.stderrTail)?.[1] ?? 'npm failed';
    throw new NexError('unavailable', `npm ${args[0]} failed: ${said}`, {
      hint: 'Check the name and the version, and that the npm registry can be reached.',
      cause: new Error(group.stderrTail),
    });
  } finally {
    signal.removeEventListener('abort', abort);
    await group.kill();
  }
}
