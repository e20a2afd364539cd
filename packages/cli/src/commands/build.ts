/** `nex build`: a framework to a data set. */
import type { Client } from '@nex/client';
import { type Build, type CreateBuild, type DataSplit, type ExportFormat, NexError } from '@nex/core';
import type { Context } from '../context.ts';
import { readBuildFile } from '../data/build-file.ts';
import { followBuild } from '../follow/build.ts';
import { funnelLines, modelLine, stageTimeLines, usageLines } from '../output/funnel.ts';
import { openProgress } from '../output/open-progress.ts';
import type { CommandDefinition } from './command.ts';
import { dataSplit, difficulty, exportFormat, languages, seed, whole } from './numbers.ts';
import { addToolOptions, type ToolOptions, toolsOf } from './tool-handling.ts';

interface BuildOptions extends ToolOptions {
  queries: number;
  samples: number;
  seed: number;
  difficulty?: CreateBuild['difficulty'];
  languages: ('en' | 'zh')[];
  concurrency: number;
  format?: ExportFormat[];
  split?: DataSplit;
  name?: string;
  file?: string;
  attach?: string;
  resume?: string;
  wait: boolean;
}

export const build: CommandDefinition = (program, run) =>
  addToolOptions(program.command('build'))
    .description('make a data set from a framework: queries, runs, checks, files')
    .argument('[framework]', 'id of a ready framework; not with --file, --attach or --resume')
    .option('--queries <number>', 'queries to make', whole(1, 100_000), 24)
    .option('--samples <number>', 'runs of each query', whole(1, 64), 1)
    .option('--seed <number>', 'equal seeds give equal queries', seed, 7)
    .option('--difficulty <shares>', 'as in easy:0.2,medium:0.5,hard:0.3', difficulty)
    .option('--languages <list>', 'en, zh, or en,zh', languages, ['en'])
    .option('--concurrency <number>', 'runs at the same time', whole(1, 512), 8)
    .option(
      '--format <exporter[:view]>',
      'rows in this format, as hermes or sharegpt:per-agent; again for more',
      exportFormat,
    )
    .option('--split <shares>', 'as in train:0.9,validation:0.05,test:0.05', dataSplit)
    .option('--name <name>', 'a name for the data set')
    .option('--file <file>', 'the whole request as YAML; no other option of the build goes with it')
    .option('--attach <build id>', 'follow a build that was started before')
    .option('--resume <build id>', 'go on with a build that failed')
    .option('--no-wait', 'return at once')
    .action((framework: string | undefined, options: BuildOptions, command) =>
      run(command, async (context) => {
        const { attach, resume, file } = options;
        if ([framework, attach, resume, file].filter((given) => given !== undefined).length !== 1) {
          command.error(
            'error: give the id of a framework, --attach <build id>, --resume <build id> or --file <file>',
          );
        }
        const client = await context.client();
        if (resume !== undefined) await client.builds.resume(resume, { signal: context.signal });
        const made = async () =>
          file === undefined
            ? create(client, framework ?? '', options, context.signal)
            : client.builds.create(await readBuildFile(file), { signal: context.signal });
        const id = attach ?? resume ?? (await made()).id;
        if (!options.wait) {
          context.print({ id }, () => [id]);
          return;
        }
        context.note(`build ${id}`);
        context.print(await waitFor(context, client, id), buildLines);
      }),
    );

function create(
  client: Client,
  frameworkId: string,
  options: BuildOptions,
  signal: AbortSignal,
): Promise<Build> {
  const { wait: _wait, file: _file, attach: _attach, resume: _resume, format: formats, ...asked } = options;
  const { cassette: _cassette, cassetteMode: _mode, fault: _fault, ...rest } = asked;
  const body = { frameworkId, ...rest, ...toolsOf(options), ...(formats && { formats }) };
  return client.builds.create(body, { signal });
}

async function waitFor(context: Context, client: Client, id: string): Promise<Build> {
  using progress = openProgress(context);
  try {
    return await followBuild(client, id, progress, context.signal);
  } catch (thrown) {
    if (!context.signal.aborted) throw thrown;
    throw new NexError('cancelled', 'You no longer follow the build; it goes on.', {
      where: id,
      hint: `Come back with: nex build --attach ${id}`,
    });
  }
}

function buildLines(done: Build): string[] {
  return [
    ...funnelLines(done),
    ...usageLines(done),
    ...stageTimeLines(done),
    modelLine(done),
    `Fetch it with: nex export ${done.id}`,
  ];
}
