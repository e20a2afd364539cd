/** Files of trajectories sent to the platform, each imported as a build and followed to its end. */
import { basename } from 'node:path';
import type { Client } from '@nex/client';
import type { Build, CreateImport, ImportRejection } from '@nex/core';
import type { Context } from '../context.ts';
import { followBuild } from '../follow/build.ts';
import { openProgress } from '../output/open-progress.ts';
import { plural } from '../output/text.ts';
import { sendBenchmarks } from './benchmark-files.ts';
import { readImportSettings } from './build-file.ts';
import { openFile } from './open-file.ts';

export interface StoreOptions {
  format?: string;
  strict?: boolean;
  /** What else is asked for. */
  file?: string;
  wait: boolean;
}

export interface StoredImport {
  build: Build;
  /** The first records that could not be used. */
  rejections: readonly ImportRejection[];
}

const SHOWN_REJECTIONS = 8;

/** In the order of the files. Throws the first failure: what was imported before it stays. */
export async function storeImports(
  context: Context,
  files: readonly string[],
  { format, strict = false, file: settingsFile, wait }: StoreOptions,
): Promise<StoredImport[]> {
  const client = await context.client();
  const { signal } = context;
  const settings = settingsFile === undefined ? {} : await settingsFrom(context, client, settingsFile);
  const stored: StoredImport[] = [];
  for (const file of files) {
    const content = await openFile(file);
    const { digest } = await client.imports.send(content, { signal });
    const asked = { ...settings, file: { digest, name: basename(file) }, strict, ...(format && { format }) };
    let build = await client.imports.create(asked, { signal });
    context.note(`${file}: ${build.id}`);
    if (wait && build.state !== 'completed') {
      using progress = openProgress(context);
      build = await followBuild(client, build.id, progress, signal);
    }
    const hasRejections = (build.import?.rejected ?? 0) > 0;
    const { items } = hasRejections
      ? await client.imports.rejections(build.id, { limit: SHOWN_REJECTIONS, signal })
      : { items: [] };
    stored.push({ build, rejections: items });
  }
  return stored;
}

/** What it names by digest is handed over. */
async function settingsFrom(
  context: Context,
  client: Client,
  file: string,
): Promise<Omit<CreateImport, 'file'>> {
  const { signal } = context;
  const { request, tokenizers } = await readImportSettings(file);
  for (const [digest, content] of tokenizers) await client.builds.putTokenizer(digest, content, { signal });
  return sendBenchmarks(client, request, {
    buildFile: file,
    signal,
    onSent: (name, lines) => context.note(`benchmark ${name}: ${plural(lines, 'line')} sent`),
  });
}
