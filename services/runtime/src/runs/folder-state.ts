/** The run's own folder as a state: the files that it begins with, and what lies there at its end. */
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StateFiles } from '@nex/core';
import type { Holding } from './holding.ts';

/** The folder appears with all of the files. One that an earlier worker left stays as it is. */
export async function placeInFolder(holding: Holding, files: StateFiles): Promise<void> {
  const { directory } = holding;
  const isThere = await stat(directory).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    const unfinished = `${directory}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    for (const [path, content] of Object.entries(files)) {
      const place = join(unfinished, path);
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, content);
    }
    await rename(unfinished, directory);
  }
  await holding.openFolder();
}
