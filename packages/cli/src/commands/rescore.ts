/** `nex rescore`: what has a newer version judges the trajectories of a finished build again. */
import { NexError, type Rescore } from '@nex/core';
import { followBuild } from '../follow/build.ts';
import { openProgress } from '../output/open-progress.ts';
import { tableLines } from '../output/table.ts';
import { count } from '../output/text.ts';
import type { CommandDefinition } from './command.ts';
import { diffSummary } from './dataset.ts';

export const rescore: CommandDefinition = (program, run) =>
  program
    .command('rescore')
    .description("judge a build's trajectories by checks and verifiers that are newer than their verdicts")
    .argument('<build>', 'id of a build that has ended')
    .option('--dry-run', 'only say what would be judged')
    .option('--no-wait', 'return at once')
    .addHelpText(
      'after',
      '\nOnly what lacks the newer version is computed; nothing is run. Other rows make a new version of the data set.',
    )
    .action((build: string, options: { dryRun?: boolean; wait: boolean }, command) =>
      run(command, async (context) => {
        const client = await context.client();
        const { signal } = context;
        const before = (await client.builds.get(build, { signal })).dataSet?.version;
        const started = await client.builds.rescore(build, { dryRun: options.dryRun ?? false, signal });
        if (!started.started || !options.wait) {
          context.print(started, rescoreLines);
          return;
        }
        for (const line of pendingLines(started)) context.note(line);
        using progress = openProgress(context);
        const done = await followBuild(client, build, progress, signal);
        const version = done.dataSet?.version;
        if (version === undefined) throw new NexError('internal', 'The build ended without a data set.');
        const isNew = version !== before;
        const diff =
          isNew && version > 1 ? await client.dataSets.diff(build, { limit: 1, signal }) : undefined;
        context.print({ ...started, version, isNew, ...(diff && { diff }) }, () => [
          isNew ? `Version ${version} of the data set` : `The rows stay as they are, in version ${version}.`,
          ...(diff ? [diffSummary(diff), `See which: nex dataset diff ${build}`] : []),
        ]);
      }),
    );

/** What was begun, or would be. */
export function rescoreLines(found: Rescore): string[] {
  if (found.checks.length + found.verifiers.length === 0 && !found.started) {
    return ['Nothing to judge: every verdict is of the newest version.'];
  }
  return [
    ...pendingLines(found),
    found.started ? `Follow it: nex build --attach ${found.buildId}` : 'Nothing was done.',
  ];
}

function pendingLines({ checks, verifiers }: Rescore): string[] {
  const rows = [
    ...checks.map(({ name, version, trajectories }) => [`${name}@${version}`, count(trajectories)]),
    ...verifiers.map(({ kind, version, runs }) => [`${kind}@${version}`, count(runs)]),
  ];
  return rows.length === 0 ? [] : tableLines(['newer', 'trajectories'], rows);
}
