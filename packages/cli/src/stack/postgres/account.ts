/**
 * The account that a Postgres server runs under. Postgres refuses to run as root, so a root caller lends it the
 * account `postgres`, else `nobody`; everybody else runs it as themselves.
 */
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { NexError } from '@nex/core';
import { runCommand } from '../run-command.ts';

export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** `undefined` when the caller's own account will do. */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = await Promise.all([runCommand('id', ['-u', name]), runCommand('id', ['-g', name])]);
    if (uid.exitCode === 0 && gid.exitCode === 0) {
      return { name, uid: Number.parseInt(uid.stdout, 10), gid: Number.parseInt(gid.stdout, 10) };
    }
  }
  throw new NexError('unavailable', 'Postgres does not run as root, and there is no account to lend it.', {
    hint: 'Add a system account named postgres, or run this as an ordinary user, or set DATABASE_URL.',
  });
}

/** Whether the account can reach what lies in the folder: search permission on it and on each folder above. */
export async function canTraverse(folder: string, account: Account | undefined): Promise<boolean> {
  if (account === undefined) return true;
  await mkdir(folder, { recursive: true });
  for (let path = folder; ; path = dirname(path)) {
    const { mode, uid, gid } = await stat(path);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
