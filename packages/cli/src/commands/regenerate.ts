/** `nex regenerate`: makes a data set again from its manifest, and says whether the second one is equal. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RegenerateFrom } from '@nex/client';
import { NexError, type Regeneration } from '@nex/core';
import { EXIT } from '../exit-code.ts';
import { followBuild } from '../follow/build.ts';
import { openProgress } from '../output/open-progress.ts';
import { tableLines } from '../output/table.ts';
import type { CommandDefinition } from './command.ts';

interface Options {
  allowChanged?: boolean;
  wait: boolean;
}

export const regenerate: CommandDefinition = (program, run) =>
  program
    .command('regenerate')
    .description('make a data set again from its manifest, and compare the two')
    .argument('<manifest>', 'manifest.json, the folder of a data set, or the id of a build')
    .option('--allow-changed', 'go on when the framework has other files by now')
    .option('--no-wait', 'return at once; later: nex builds compare <build>')
    .addHelpText(
      'after',
      '\nThe framework must be on the platform. What a cassette holds is played: no tool is called. Exit code 1 when anything differs.',
    )
    .action((given: string, { allowChanged = false, wait }: Options, command) =>
      run(command, async (context) => {
        const { signal } = context;
        const of = await readSource(given);
        const client = await context.client();
        const build = await client.builds.regenerate(of, { allowChanged, signal });
        if (!wait) {
          context.print(build, ({ id }) => [id]);
          return EXIT.ok;
        }
        context.note(`Build ${build.id}`);
        using progress = openProgress(context);
        await followBuild(client, build.id, progress, signal).catch((thrown: unknown) => {
          // A build that fails differs, too: where is told below.
          if (signal.aborted || !(thrown instanceof NexError)) throw thrown;
          context.note(thrown.message);
        });
        const found = await client.builds.regeneration(build.id, { signal });
        context.print(found, regenerationLines);
        return found.state === 'equal' ? EXIT.ok : EXIT.failure;
      }),
    );

export function regenerationLines(found: Regeneration): string[] {
  const version = found.of.version === undefined ? '' : `, version ${found.of.version}`;
  const of = `${found.of.buildId}${version}`;
  if (found.state === 'equal')
    return [`equal: ${found.buildId} has the rows of ${of}`, found.rowsDigest.found ?? ''];
  const first = found.stages.find(({ equal }) => !equal);
  return [
    found.state === 'pending'
      ? `${found.buildId} has not ended, or waits for somebody: nex builds show ${found.buildId}`
      : `different: ${found.buildId} has other rows than ${of}${first ? `; first in the stage ${first.stage}` : ''}`,
    ...tableLines(
      ['stage', 'is', 'expected', 'found'],
      found.stages.map(({ stage, equal, expected, found: now }) => [
        stage,
        equal ? 'equal' : now === null ? 'not there' : 'different',
        short(expected),
        short(now ?? ''),
      ]),
    ),
    ...found.conditions.map((one) => `${one.what}: ${one.found} instead of ${one.expected}`),
  ];
}

const DIGEST_SHOWN = 'sha256:'.length + 12;
const short = (digest: string) => digest.slice(0, DIGEST_SHOWN);

async function readSource(given: string): Promise<RegenerateFrom> {
  if (/^(build|ds)_[a-z0-9]+$/.test(given)) return { buildId: given };
  const found = await stat(given).catch(() => undefined);
  const path = found?.isDirectory() ? join(given, 'manifest.json') : given;
  const text = await readFile(path, 'utf8').catch(() => {
    throw new NexError('invalid_request', `There is no manifest at ${given}.`, {
      where: given,
      hint: 'Name a manifest.json, the folder of a data set, or the id of a build.',
    });
  });
  try {
    return { manifest: JSON.parse(text) as unknown };
  } catch {
    throw new NexError('invalid_request', 'The manifest is no JSON.', { where: given });
  }
}
