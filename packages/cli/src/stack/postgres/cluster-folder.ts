/**
 * The folder that a cluster lies in: the one asked for, or, when the server's account cannot reach it, one in the
 * system's folder for temporary files, named by the hash of the folder asked for and noted down in it.
 */
import { createHash } from 'node:crypto';
import { chown, mkdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NexError } from '@nex/core';
import { type Account, canTraverse } from './account.ts';

export async function clusterFolder(asked: string, account: Account | undefined): Promise<string> {
  await mkdir(asked, { recursive: true });
  let folder = asked;
  if (!(await canTraverse(asked, account))) {
    const name = createHash('sha256').update(asked).digest('hex').slice(0, 12);
    folder = join(tmpdir(), `nex-postgres-${name}`);
    await mkdir(folder, { recursive: true, mode: 0o755 });
    await refuseForeign(folder, account);
    await writeFile(join(asked, 'elsewhere'), `${folder}\n`);
  }
  if (account) await chown(folder, account.uid, account.gid);
  return folder;
}

/** In a folder that everybody may write to, somebody else may have made this one first. */
export async function refuseForeign(folder: string, account: Account | undefined): Promise<void> {
  const { uid } = await stat(folder);
  if (uid === process.getuid?.() || uid === account?.uid) return;
  throw new NexError('unavailable', 'The folder for the database belongs to another user.', {
    where: folder,
    hint: 'Remove it, or set DATABASE_URL to a server of your own.',
  });
}
