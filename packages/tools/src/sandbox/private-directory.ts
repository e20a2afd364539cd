/** The folder of the host that a sandbox keeps its own files in, such as `/tmp` inside. */
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './run-program.ts';

export async function makePrivateDirectory(prefix: string): Promise<string> {
  return mkdtemp(join(await realpath(tmpdir()), prefix));
}

/** Never rejects. Commands may have taken the rights to their folders from the user that removes them. */
export async function removePrivateDirectory(directory: string): Promise<void> {
  const remove = () => rm(directory, { recursive: true, force: true, maxRetries: 3 });
  await remove().catch(async () => {
    await chmod(directory, 0o700).catch(() => {});
    await runProgram('/bin/chmod', ['-R', 'u+rwX', directory], {});
    await remove().catch(() => {});
  });
}
