/** `manifest.json` as it can be read here. What an earlier platform wrote is read as it is; what a newer one wrote is refused. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject, Manifest, NexError } from '@nex/core';
import { readerNamed } from './exporters/index.ts';
import { PARQUET } from './parquet.ts';

const VERSION = Manifest.shape.version.value;

/**
 * Absent when there is none that can be read. Throws `invalid_request` when a newer platform wrote the data set: the
 * manifest, or an exporter that is named in it, has a version that is not known here.
 */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  const value = await readFile(join(directory, 'manifest.json'), 'utf8')
    .then(JSON.parse)
    .catch(() => undefined);
  const version = isJsonObject(value) ? value['version'] : undefined;
  if (typeof version === 'number' && version > VERSION)
    throw newer(`Its manifest has the version ${version}; this one reads up to ${VERSION}`, 'version');
  const parsed = Manifest.safeParse(value);
  if (!parsed.success) return undefined;
  for (const [at, { name, version: written }] of parsed.data.exporters.entries())
    checkExporter(name, written, `exporters[${at}]`);
  for (const [at, { exporter, version: written }] of (parsed.data.formats ?? []).entries())
    checkExporter(exporter, written, `formats[${at}]`);
  return parsed.data;
}

function checkExporter(name: string, version: number, where: string): void {
  // A Parquet file says itself what it is.
  if (name === PARQUET.name) return;
  const known = readerNamed(name)?.version;
  if (known !== undefined && version <= known) return;
  const reads = known === undefined ? 'this one has no such exporter' : `this one reads up to ${known}`;
  throw newer(`It was written by ${name} of version ${version}; ${reads}`, where);
}

function newer(what: string, where: string): NexError {
  return new NexError('invalid_request', `A newer platform wrote the data set. ${what}.`, {
    where: `manifest.json: ${where}`,
    hint: 'Use a nex that is as new as the platform that wrote it. Nothing is wrong with its files.',
  });
}
