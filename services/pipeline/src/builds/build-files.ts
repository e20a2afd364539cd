/** The files of a build's data set, by paths that cannot leave its folder. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { BundlePath, NexError } from '@nex/core';
import type { PipelineContext } from '../context.ts';
import { tenantDirectory } from '../data-sets/tenant-directory.ts';
import { versionDirectory } from '../data-sets/version-directory.ts';
import { findVersion } from '../store/data-sets.ts';
import { getBuild } from './get-build.ts';

export interface BuildFile {
  path: string;
  bytes: number;
}

/** In order of path. Default: of the newest version. Throws `conflict` until the data set is exported. */
export async function listBuildFiles(
  context: PipelineContext,
  id: string,
  version?: number,
): Promise<BuildFile[]> {
  return filesOf(await exportedDirectory(context, id, version));
}

async function filesOf(root: string): Promise<BuildFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const full = join(entry.parentPath, entry.name);
        return { path: full.slice(root.length + 1).replaceAll('\\', '/'), bytes: (await stat(full)).size };
      }),
  );
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Opens one file. Throws `not_found` for a path that is not of the list. The caller reads or destroys the stream. */
export async function openBuildFile(
  context: PipelineContext,
  id: string,
  path: string,
  version?: number,
): Promise<BuildFile & { stream: Readable }> {
  const root = await exportedDirectory(context, id, version);
  const file = BundlePath.safeParse(path).success
    ? (await filesOf(root)).find((known) => known.path === path)
    : undefined;
  if (!file) {
    throw new NexError('not_found', 'The data set has no such file.', {
      hint: `GET /v1/builds/${id}/files lists them.`,
    });
  }
  return { ...file, stream: createReadStream(join(root, file.path)) };
}

async function exportedDirectory(
  { pool, config, callers }: PipelineContext,
  id: string,
  version?: number,
): Promise<string> {
  const { state } = await getBuild({ pool }, id);
  const found = await findVersion(pool, id, version);
  if (found) {
    const directory = tenantDirectory(config.dataDirectory, callers.current().tenant);
    return versionDirectory(directory, found.folder);
  }
  if (version !== undefined && (await findVersion(pool, id))) {
    throw new NexError('not_found', `The data set of ${id} has no version ${version}.`, {
      hint: `GET /v1/data-sets/${id}/versions lists them.`,
    });
  }
  throw new NexError('conflict', `The build ${id} is ${state} and has no data set yet.`, {
    hint: 'Its files are there once the stage export is done.',
  });
}
