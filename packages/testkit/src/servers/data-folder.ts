/**
 * Where the data of servers for tests lies: in memory where the machine has room for it, else in the folder for temporary
 * files. Tests make and drop hundreds of databases of some 350 files each, which file systems on disks take their time for.
 */
import { statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';

const IN_MEMORY = '/dev/shm';
/** TMPFS_MAGIC of Linux (`include/uapi/linux/magic.h`). */
const TMPFS = 0x01_02_19_94;
/** Far more than the tests of one run hold at a time. Containers mostly have 64 MB there. */
const ROOM_BYTES = 2 * 2 ** 30;
/** What is left then is for the tests. */
const FREE_BYTES = 4 * 2 ** 30;

export async function dataFolder(): Promise<string> {
  const found = await statfs(IN_MEMORY).catch(() => undefined);
  const hasRoom = found?.type === TMPFS && found.bavail * found.bsize >= ROOM_BYTES;
  return hasRoom && freemem() >= FREE_BYTES ? IN_MEMORY : tmpdir();
}

/** All that `dataFolder` may answer at one time or another. */
export function dataFolders(): readonly string[] {
  return [IN_MEMORY, tmpdir()];
}
