/** What the pictures show: frameworks, builds of one of them, and a run that asks. */
import type { Client } from '@nex/client';
import type { Build, Framework, Run } from '@nex/core';
import { WRITER } from '../../services/dashboard/test/set-up/fixtures.ts';

export interface Content {
  framework: Framework;
  build: Build;
  /** The longest of the build's runs. */
  run: Run;
  asking: Run;
  /** Waits for its review. */
  reviewed: Build;
}

const SENTENCES = [
  'A back office team for a small bakery that plans orders and deliveries, works out quantities, dates and prices, keeps a task list, remembers its customers and suppliers, and writes short notes and reports.',
  'A help desk for a bicycle shop that works out prices and dates, keeps a task list and remembers its customers.',
];

export async function makeContent(client: Client, print: (line: string) => void): Promise<Content> {
  print('Making frameworks…');
  const [framework, other] = await Promise.all(
    SENTENCES.map((sentence, place) => makeFramework(client, sentence, 7 + place)),
  );
  if (framework === undefined || other === undefined) throw new Error('No framework was made.');
  print('Making builds…');
  const made = await client.builds.create({
    frameworkId: framework.id,
    name: 'Bakery, two samples each',
    queries: 32,
    samples: 2,
  });
  const reviewed = await client.builds.create({
    frameworkId: other.id,
    name: 'Bicycle shop, with a review',
    queries: 12,
    review: { after: ['collect'], sample: 12 },
  });
  const build = await lastOf(client.builds.events(made.id));
  for await (const { state } of client.builds.events(reviewed.id)) if (state === 'paused') break;
  const runs = (await client.runs.list({ state: 'completed', limit: 200 })).items;
  const run = runs.reduce((longest, one) =>
    one.usage.modelCalls > longest.usage.modelCalls ? one : longest,
  );
  const input = 'Please create a file called stock.md that says "Order by noon and collect by four".';
  const { id } = await client.runs.create({ files: WRITER, input });
  for await (const { event } of client.runs.events(id)) if (event.type === 'PERMISSION_REQUESTED') break;
  return { framework, build, run, asking: await client.runs.get(id), reviewed };
}

async function makeFramework(client: Client, sentence: string, seed: number): Promise<Framework> {
  const { id } = await client.frameworks.create({ sentence, seed });
  return lastOf(client.frameworks.events(id));
}

async function lastOf<T>(items: AsyncIterable<T>): Promise<T> {
  let last: T | undefined;
  for await (const item of items) last = item;
  if (last === undefined) throw new Error('Nothing came.');
  return last;
}
