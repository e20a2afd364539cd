/**
 * The view that a command has of the machine, as arguments of bubblewrap: the system's programs read-only, the
 * workspace, a private /tmp, and nothing else. Commands run as user 1000 without capabilities, in namespaces of their
 * own, and cannot make further ones.
 */
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { WORKSPACE_ALIAS } from '../../workspace.ts';
import { PLATFORM_FOLDER } from '../output-store.ts';
import type { ReadOnlyPath } from '../sandbox.ts';

/** User and group of commands. */
export const SANDBOX_USER_ID = 1000;

/** Files of /etc that programs need and that hold nothing of the host but its software. */
const SYSTEM_ETC = [
  'ld.so.cache',
  'alternatives',
  'ssl/certs',
  'ca-certificates',
  'pki/tls/certs',
  'mime.types',
];

export interface SandboxView {
  workspaceDirectory: string;
  /** Folder of the sandbox's own, with `tmp` and `etc`. */
  privateDirectory: string;
  readOnlyPaths: readonly ReadOnlyPath[];
  /** Arguments of `systemArguments` and `procArguments`. */
  system: readonly string[];
  /** `host`: the machine's. `own`: a fresh one with a loopback only. `joined`: the one bubblewrap is started in. */
  network: 'host' | 'own' | 'joined';
}

/** All arguments up to the program. Later mounts lie over earlier ones. */
export function bubblewrapArguments(view: SandboxView): string[] {
  const { workspaceDirectory, privateDirectory } = view;
  const etc = join(privateDirectory, 'etc');
  return [
    ['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
    ...(view.network === 'own' ? ['--unshare-net'] : []),
    ['--disable-userns', '--die-with-parent', '--new-session', '--clearenv', '--hostname', 'sandbox'],
    ['--uid', String(SANDBOX_USER_ID), '--gid', String(SANDBOX_USER_ID)],
    ...view.system,
    ['passwd', 'group', 'hosts', 'nsswitch.conf'].flatMap((name) => [
      '--ro-bind',
      join(etc, name),
      `/etc/${name}`,
    ]),
    ...(view.network === 'host' ? ['--ro-bind-try', '/etc/resolv.conf', '/etc/resolv.conf'] : []),
    ['--bind', join(privateDirectory, 'tmp'), '/tmp', '--symlink', '/tmp', '/var/tmp'],
    ['--bind', workspaceDirectory, WORKSPACE_ALIAS],
    // A mount point can be neither renamed nor replaced, so the platform's folder stays what it is.
    ['--ro-bind', join(workspaceDirectory, PLATFORM_FOLDER), join(WORKSPACE_ALIAS, PLATFORM_FOLDER)],
    ...view.readOnlyPaths.flatMap(({ hostPath, path }) => ['--ro-bind', hostPath, path]),
    ['--remount-ro', '/'],
  ].flat();
}

/** The system's own folders; where they are links (`/bin` → `usr/bin`), they are links inside, too. */
export async function systemArguments(): Promise<string[]> {
  const args = ['--ro-bind', '/usr', '/usr'];
  for (const folder of ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32']) {
    const path = `/${folder}`;
    const stat = await lstat(path).catch(() => undefined);
    if (stat?.isSymbolicLink()) args.push('--symlink', await readlink(path), path);
    else if (stat?.isDirectory()) args.push('--ro-bind', path, path);
  }
  for (const name of SYSTEM_ETC) args.push('--ro-bind-try', `/etc/${name}`, `/etc/${name}`);
  args.push('--dev', '/dev', '--proc', '/proc', ...(await procCovers()));
  return args;
}

/**
 * Files of /proc that belong to the kernel and not to a process keep the permissions of the machine, and a platform
 * that runs as root is root to them even without capabilities: everything that is writable or not for all to read is
 * covered, and folders are read-only.
 */
async function procCovers(): Promise<string[]> {
  const args: string[] = [];
  for (const name of await readdir('/proc')) {
    if (/^\d+$/.test(name)) continue;
    const path = `/proc/${name}`;
    const stat = await lstat(path).catch(() => undefined);
    if (stat === undefined || stat.isSymbolicLink()) continue;
    if (stat.isDirectory()) args.push('--ro-bind', path, path);
    else if ((stat.mode & 0o222) !== 0 || (stat.mode & 0o004) === 0)
      args.push('--ro-bind', '/dev/null', path);
  }
  return args;
}

/** Content of the sandbox's `etc`. */
export const ETC_FILES: Readonly<Record<string, string>> = {
  passwd: `user:x:${SANDBOX_USER_ID}:${SANDBOX_USER_ID}::/tmp/home:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n`,
  group: `user:x:${SANDBOX_USER_ID}:\nnogroup:x:65534:\n`,
  hosts: '127.0.0.1 localhost sandbox\n::1 localhost\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
};
