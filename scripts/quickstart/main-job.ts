/** The main job through the public API: sentence, framework, build, data set on disk. */
import { join, relative } from 'node:path';
import {
  createProgress,
  downloadDataSet,
  followBuild,
  followFramework,
  funnelLines,
  modelLine,
  type Progress,
  stageLines,
  usageLines,
  verifyDataSet,
} from '@nex/cli';
import { REPOSITORY } from '@nex/cli/stack';
import type { Client } from '@nex/client';
import type { Build, Framework } from '@nex/core';
import { excerptLines } from './excerpt.ts';
import type { QuickstartOptions } from './options.ts';
import { findResumption, readRecord, removeRecord, writeRecord } from './record.ts';
import type { StageClock } from './stage-clock.ts';

export interface MainJob {
  client: Client;
  home: string;
  options: QuickstartOptions;
  clock: StageClock;
  signal: AbortSignal;
  print(line: string): void;
  /** Takes over the display while bars are shown; `undefined` gives it back. */
  showOn(progress: Progress | undefined): void;
}

/** Settles when the data set lies on disk and its counts are confirmed. */
export async function doMainJob(job: MainJob): Promise<void> {
  const { client, home, options, clock, signal, print } = job;
  const resumption = await findResumption(client, await readRecord(home), options);
  print(resumption.line);
  const stream = process.stdout;
  using progress = createProgress({ stream, isTerminal: stream.isTTY });
  job.showOn(progress);
  let build: Build;
  try {
    clock.begin('framework');
    const framework = await makeFramework(job, resumption.framework, progress);
    clock.begin('build');
    const id = resumption.build?.id ?? (await startBuild(job, framework));
    build = await followBuild(client, id, progress, signal);
  } finally {
    progress.close();
    job.showOn(undefined);
  }
  clock.begin('fetch and verify');
  const folder = join(REPOSITORY, 'out', build.id);
  await downloadDataSet(client, build.id, folder, { signal });
  await verifyDataSet(folder, signal);
  const { files } = await client.builds.files(build.id, { signal });
  const sample = await excerptLines(
    client,
    folder,
    files.map(({ path }) => path),
  );
  clock.end();
  await removeRecord(home);
  const parts = [funnelLines(build), usageLines(build), sample, stageLines(build)];
  for (const lines of parts) for (const line of lines.length > 0 ? ['', ...lines] : []) print(line);
  print('');
  print(modelLine(build));
  print(
    `Data set: ${relative(process.cwd(), folder) || folder}/ (${build.dataSet?.rows ?? 0} rows, counts verified)`,
  );
}

async function makeFramework(
  { client, home, options, signal }: MainJob,
  known: Framework | undefined,
  progress: Progress,
): Promise<Framework> {
  const asked =
    known ?? (await client.frameworks.create({ sentence: options.spec, seed: options.seed }, { signal }));
  if (known === undefined) await writeRecord(home, { options, frameworkId: asked.id });
  const framework = await followFramework(client, asked.id, progress, signal);
  progress.note(
    `${framework.title ?? framework.name ?? framework.id}: ${framework.agents?.length ?? 0} agents`,
  );
  return framework;
}

async function startBuild({ client, home, options, signal }: MainJob, framework: Framework): Promise<string> {
  const { queries, samples, seed } = options;
  // One build of this framework is the quickstart's, also when it was stopped before it could write the id down.
  const build = await client.builds.create(
    { frameworkId: framework.id, queries, samples, seed },
    { signal, idempotencyKey: `quickstart/${framework.id}` },
  );
  await writeRecord(home, { options, frameworkId: framework.id, buildId: build.id });
  return build.id;
}
