/** Files of trajectories sent to the platform, each imported as a build and followed to its end. */
import { basename } from 'node:path';
import type { Build } from '@nex/core';
import type { Context } from '../context.ts';
import { followBuild } from '../follow/build.ts';
import { openProgress } from '../output/open-progress.ts';
import { openFile } from './open-file.ts';

export interface StoreOptions {
  format?: string;
  strict?: boolean;
  wait: boolean;
}

/** In the order of the files. Throws the first failure: what was imported before it stays. */
export async function storeImports(
  context: Context,
  files: readonly string[],
  { format, strict = false, wait }: StoreOptions,
): Promise<Build[]> {
  const client = await context.client();
  const { signal } = context;
  const builds: Build[] = [];
  for (const file of files) {
    const content = await openFile(file);
    const { digest } = await client.imports.send(content, { signal });
    const asked = { file: { digest, name: basename(file) }, strict, ...(format && { format }) };
    const build = await client.imports.create(asked, { signal });
    context.note(`${file}: ${build.id}`);
    if (!wait || build.state === 'completed') builds.push(build);
    else {
      using progress = openProgress(context);
      builds.push(await followBuild(client, build.id, progress, signal));
    }
  }
  return builds;
}
