/**
 * Starts bubblewrap through a shell of the host that first joins control groups and sets limits, then becomes
 * bubblewrap: what runs inside is limited from its first instruction. The arguments go through a pipe, so that no
 * environment value shows in a process list of the host.
 */
import type { Readable, Writable } from 'node:stream';
import { NexError } from '@nex/core';
import { type StartedChild, startChild } from '../launcher.ts';
import { type Bubblewrap, bubblewrapEnv } from './find-bubblewrap.ts';
import { type Supervised, superviseBubblewrap } from './supervise-bubblewrap.ts';

export interface BubblewrapStart {
  bubblewrap: Bubblewrap;
  /** Program and arguments that bubblewrap is started by: `nsenter …`. */
  prefix: readonly string[];
  /** Of bubblewrap, without the program. */
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  argv: readonly string[];
  joinFiles: readonly string[];
  /** `ulimit` commands. */
  ulimits: readonly string[];
  stdin: boolean;
  stderr: boolean;
}

export interface BubblewrapProcess extends Supervised {
  child: StartedChild;
}

const JOIN = 'while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done; shift; ';
const HOST_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export async function startBubblewrap(start: BubblewrapStart): Promise<BubblewrapProcess> {
  const { bubblewrap } = start;
  const args = [
    ...start.args,
    ...Object.entries(start.env).flatMap(([name, value]) => variable(name, value)),
  ];
  const script = `${JOIN}${start.ulimits.map((line) => `${line}; `).join('')}exec "$@"`;
  const program = [
    ...start.prefix,
    bubblewrap.file,
    '--json-status-fd',
    '3',
    '--args',
    '4',
    '--',
    ...start.argv,
  ];
  const child = await startChild(['/bin/sh', '-c', script, 'sh', ...start.joinFiles, '--', ...program], {
    // The first process inside shows the environment that it was started with, PWD among it.
    cwd: '/',
    env: { PATH: HOST_PATH, ...bubblewrapEnv(bubblewrap) },
    stdin: start.stdin,
    stderr: start.stderr,
    group: true,
    morePipes: 2,
  });
  // Descriptors from 3 on are what `morePipes` asks for: sockets, which read and write.
  const status = child.stdio[3] as Readable;
  const input = child.stdio[4] as Writable;
  input.on('error', () => {}); // Ended before it read its arguments: its end tells.
  input.end(args.map((arg) => `${arg}\0`).join(''));
  return { child, ...superviseBubblewrap(child, status) };
}

function variable(name: string, value: string): string[] {
  if (name === '' || /[=\0]/.test(name) || value.includes('\0')) {
    throw new NexError('invalid_request', 'An environment variable has a name or value that none can have.');
  }
  return ['--setenv', name, value];
}
