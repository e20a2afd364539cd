/**
 * A network with nothing but a loopback that the commands of one sandbox share, so that a server in the background can
 * be asked by the next command. A process that only waits keeps it; with that process it is gone.
 */
import type { Readable } from 'node:stream';
import { NexError } from '@nex/core';
import { startChild } from '../launcher.ts';
import { type Bubblewrap, bubblewrapEnv } from './find-bubblewrap.ts';
import { superviseBubblewrap } from './supervise-bubblewrap.ts';

export interface Loopback extends AsyncDisposable {
  /** Program and arguments that start another program within it. */
  prefix: readonly string[];
}

/** `nsenter` is the program of util-linux. */
export async function openLoopback(bubblewrap: Bubblewrap, nsenter: string): Promise<Loopback> {
  const args = ['--unshare-user', '--unshare-net', '--uid', '0', '--gid', '0', '--ro-bind', '/', '/'];
  const script = 'echo "$$ ready"; exec sleep infinity';
  const program = [bubblewrap.file, '--json-status-fd', '3', ...args, '--die-with-parent', '--clearenv'];
  const child = await startChild([...program, '--', '/bin/sh', '-c', script], {
    env: bubblewrapEnv(bubblewrap),
    stdin: false,
    stderr: false,
    group: true,
    morePipes: 1,
  });
  // A descriptor that `morePipes` asks for is a socket.
  const holder = superviseBubblewrap(child, child.stdio[3] as Readable);
  const close = async (): Promise<void> => {
    holder.kill();
    await holder.ended;
  };
  const pid = await firstLine(child.stdout);
  if (!/^\d+ ready$/.test(pid)) {
    await close();
    throw new NexError('unavailable', 'The network of the sandbox could not be made.');
  }
  return {
    prefix: [nsenter, '--preserve-credentials', '--user', '--net', `--target=${Number.parseInt(pid, 10)}`],
    [Symbol.asyncDispose]: close,
  };
}

async function firstLine(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0] ?? '';
}
