/** Steps that the stories share. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadDataSet } from '@nex/cli';
import type { Client } from '@nex/client';
import { type Build, type CreateBuild, type Framework, Manifest, NexError, type Run } from '@nex/core';
import { OpenAiChatRow, readLines } from '@nex/dataset';

export const SENTENCE =
  'A back office team for a small bakery that plans orders and deliveries, works out quantities, dates and ' +
  'prices, keeps a task list, remembers its customers and suppliers, and writes short notes and reports.';

/** Of a request for a framework that a story is not about: released untried, so that all runs are the story's own. */
export const UNTRIED = { simulation: { casesPerAgent: 0, wholeCases: 0 } };

/** The framework once it is ready; throws its failure. */
export async function makeFramework(client: Client, seed = 7): Promise<Framework> {
  const { id } = await client.frameworks.create({ sentence: SENTENCE, seed, ...UNTRIED });
  return readyFramework(client, id);
}

export async function readyFramework(client: Client, id: string): Promise<Framework> {
  let last: Framework | undefined;
  for await (const framework of client.frameworks.events(id)) last = framework;
  if (last?.state === 'ready') return last;
  throw last?.failure ? NexError.fromFailure(last.failure) : new Error(`framework is ${last?.state}`);
}

/** The build once it is completed; throws its failure. */
export async function makeBuild(client: Client, body: CreateBuild): Promise<Build> {
  const { id } = await client.builds.create(body);
  return completedBuild(client, id);
}

export async function completedBuild(
  client: Client,
  id: string,
  onProgress: (build: Build) => void = () => {},
): Promise<Build> {
  let last: Build | undefined;
  for await (const build of client.builds.events(id)) {
    last = build;
    onProgress(build);
  }
  if (last?.state === 'completed') return last;
  throw last?.failure ? NexError.fromFailure(last.failure) : new Error(`build is ${last?.state}`);
}

export interface DataSet extends AsyncDisposable {
  folder: string;
  manifest: Manifest;
  rows: OpenAiChatRow[];
}

/** Fetches the data set into a folder of its own and reads its rows. */
export async function fetchDataSet(client: Client, buildId: string): Promise<DataSet> {
  const folder = await mkdtemp(join(tmpdir(), 'nex-data-set-'));
  await downloadDataSet(client, buildId, folder);
  const manifest = Manifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  const rows: OpenAiChatRow[] = [];
  for (const { path } of manifest.files.filter((file) => file.format === 'jsonl')) {
    for await (const line of readLines(join(folder, path))) rows.push(OpenAiChatRow.parse(JSON.parse(line)));
  }
  return {
    folder,
    manifest,
    rows,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Every run that the platform has, newest first. */
export async function allRuns(client: Client): Promise<Run[]> {
  const runs: Run[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.runs.list({ limit: 200, ...(cursor ? { cursor } : {}) });
    runs.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return runs;
}

/** The names of the tools that a row's agents called. */
export function calledTools(row: OpenAiChatRow): string[] {
  return [row.messages, ...row.sub_agents.map((sub) => sub.messages)]
    .flat()
    .flatMap((message) => message.tool_calls ?? [])
    .map((call) => call.function.name);
}

/** The error of a call that must fail. */
export async function errorOf(call: Promise<unknown>): Promise<NexError> {
  const thrown = await call.then(
    (value) => new Error(`it did not fail: ${JSON.stringify(value).slice(0, 500)}`),
    (error: unknown) => error,
  );
  if (thrown instanceof NexError) return thrown;
  throw thrown;
}
