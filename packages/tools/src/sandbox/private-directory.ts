/**
 * Folders of the host that last as long as what this process does with them: what a sandbox keeps of its own, such as
 * `/tmp` inside, and the files of an agent. A file beside each says whose it is, so that what a killed process leaves
 * behind can be told apart (`clear-orphans.ts`).
 */
import { chmod, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processStart } from './process-start.ts';
import { runProgram } from './run-program.ts';

/** What the names of all of them begin with. */
export const PRIVATE_PREFIXES = ['nex-plain-', 'nex-sandbox-', 'nex-bundle-'] as const;
export type PrivatePrefix = (typeof PRIVATE_PREFIXES)[number];

export async function makePrivateDirectory(prefix: PrivatePrefix): Promise<string> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), prefix));
  await writeFile(ownerFile(directory), `${process.pid} ${await processStart(process.pid)}`, { mode: 0o600 });
  return directory;
}

/** Its text is `pid start`. */
export function ownerFile(directory: string): string {
  return `${directory}.owner`;
}

/** Never rejects. Commands may have taken the rights to their folders from the user that removes them. */
export async function removePrivateDirectory(directory: string): Promise<void> {
  const remove = () => rm(directory, { recursive: true, force: true, maxRetries: 3 });
  await remove().catch(async () => {
    await chmod(directory, 0o700).catch(() => {});
    await runProgram('/bin/chmod', ['-R', 'u+rwX', directory], {});
    await remove().catch(() => {});
  });
  await rm(ownerFile(directory), { force: true }).catch(() => {});
}
