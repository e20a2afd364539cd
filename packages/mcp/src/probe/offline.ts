/** Takes the network from a process, but for loopback: by a network namespace, where the system has them. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findCommand } from '../catalogue/launch.ts';

export interface Command {
  command: string;
  args: readonly string[];
}

/** Changes a command so that it runs without network; `undefined` where that is not possible. */
export type TakeNetwork = (command: Command) => Command;

const LOOPBACK = 'ip link set lo up 2>/dev/null; exec "$0" "$@"';

/** Tries it once. `path` is in the form of PATH. */
export async function networkTaker(path: string, signal: AbortSignal): Promise<TakeNetwork | undefined> {
  const [unshare, shell] = await Promise.all([findCommand('unshare', path), findCommand('sh', path)]);
  if (!unshare || !shell) return undefined;
  const options = process.getuid?.() === 0 ? ['--net'] : ['--user', '--map-root-user', '--net'];
  try {
    await promisify(execFile)(unshare, [...options, shell, '-c', 'true'], { signal, timeout: 5_000 });
  } catch {
    return undefined;
  }
  return ({ command, args }) => ({
    command: unshare,
    args: [...options, shell, '-c', LOOPBACK, command, ...args],
  });
}
