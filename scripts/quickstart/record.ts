/** What the quickstart remembers of a main job that is not finished: `quickstart.json` in the `.nex` folder. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@nex/client';
import { type Build, type Framework, NexError } from '@nex/core';
import * as z from 'zod';
import type { QuickstartOptions } from './options.ts';

const QuickstartRecord = z.object({
  options: z.object({ spec: z.string(), queries: z.number(), samples: z.number(), seed: z.number() }),
  frameworkId: z.string().optional(),
  buildId: z.string().optional(),
});
export type QuickstartRecord = z.infer<typeof QuickstartRecord>;

const fileOf = (home: string) => join(home, 'quickstart.json');

/** `undefined` when there is none, or it cannot be read. */
export async function readRecord(home: string): Promise<QuickstartRecord | undefined> {
  try {
    return QuickstartRecord.parse(JSON.parse(await readFile(fileOf(home), 'utf8')));
  } catch {
    return undefined;
  }
}

export async function writeRecord(home: string, record: QuickstartRecord): Promise<void> {
  await mkdir(home, { recursive: true });
  const part = `${fileOf(home)}.${process.pid}`;
  await writeFile(part, `${JSON.stringify(record, null, 2)}\n`);
  await rename(part, fileOf(home));
}

export async function removeRecord(home: string): Promise<void> {
  await rm(fileOf(home), { force: true });
}

export interface Resumption {
  framework?: Framework;
  build?: Build;
  /** What happens now, for the reader. */
  line: string;
}

/** What can be gone on with. The services go on with their work by themselves; here it is only found again. */
export async function findResumption(
  client: Client,
  record: QuickstartRecord | undefined,
  options: QuickstartOptions,
): Promise<Resumption> {
  if (record === undefined) return { line: 'Starting fresh.' };
  if (JSON.stringify(record.options) !== JSON.stringify(options)) {
    return { line: 'Starting fresh: the unfinished job has other options.' };
  }
  const build = record.buildId ? await found(client.builds.get(record.buildId)) : undefined;
  const framework = record.frameworkId ? await found(client.frameworks.get(record.frameworkId)) : undefined;
  const isDead = ({ state }: { state: string }) => state === 'failed' || state === 'cancelled';
  if (build && framework && !isDead(build)) return { framework, build, line: `Resuming build ${build.id}.` };
  if (framework && !isDead(framework)) return { framework, line: `Resuming framework ${framework.id}.` };
  return { line: 'Starting fresh: the unfinished job failed or is no longer in the database.' };
}

async function found<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (thrown) {
    if (thrown instanceof NexError && thrown.code === 'not_found') return undefined;
    throw thrown;
  }
}
