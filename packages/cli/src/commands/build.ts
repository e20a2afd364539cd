/** `nex build`: a framework to a data set. */
import type { Client } from '@nex/client';
import { type Build, type CreateBuild, type DataSplit, type ExportFormat, NexError } from '@nex/core';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { sendBenchmarks } from '../data/benchmark-files.ts';
import { type ReadBuild, readBuildFile, readFormatFile } from '../data/build-file.ts';
import { EXIT } from '../exit-code.ts';
import { followBuild } from '../follow/build.ts';
import { estimateLines } from '../output/estimate.ts';
import { funnelLines, modelLine, pausedLines, stageLines, usageLines } from '../output/funnel.ts';
import { openProgress } from '../output/open-progress.ts';
import { plural } from '../output/text.ts';
import { budgetOf, onBudget } from './budget-options.ts';
import type { CommandDefinition } from './command.ts';
import { dataSplit, difficulty, exportFormat, languages, positive, seed, whole } from './numbers.ts';
import { addToolOptions, type ToolOptions, toolsOf } from './tool-handling.ts';

interface BuildOptions extends ToolOptions {
  queries: number;
  samples: number;
  seed: number;
  difficulty?: CreateBuild['difficulty'];
  languages: ('en' | 'zh')[];
  concurrency: number;
  retries?: number;
  format?: ExportFormat[];
  formatFile?: string;
  split?: DataSplit;
  budgetTokens?: number;
  budgetUsd?: number;
  onBudget?: 'pause' | 'finish';
  dryRun?: boolean;
  askModels: boolean;
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
    .option(
      '--difficulty <shares>',
      'shares of the queries, as in easy:0.2,medium:0.5,hard:0.3 (default: that)',
      difficulty,
    )
    .option('--languages <list>', 'en, zh, or en,zh', languages, ['en'])
    .option('--concurrency <number>', 'runs at the same time, at most', whole(1, 512), 32)
    .option(
      '--retries <number>',
      'attempts after the first, after a fault that may pass (default: 2)',
      whole(0, 10),
    )
    .option(
      '--format <exporter[:view]>',
      'rows in this format, as hermes or sharegpt:per-agent; again for more (default: openai-chat)',
      exportFormat,
    )
    .option(
      '--format-file <file>',
      'formats as YAML or JSON, such as a chat template of your model; docs/exports.md has examples (default: none)',
    )
    .option(
      '--split <shares>',
      'as in train:0.9,validation:0.05,test:0.05 (default: all rows are for training)',
      dataSplit,
    )
    .option('--budget-tokens <number>', 'tokens of the whole build (default: no limit)', whole(1, 1e15))
    .option(
      '--budget-usd <dollars>',
      'US dollars of the whole build; every model needs a price (default: no limit)',
      positive,
    )
    .option(
      '--on-budget <what>',
      'when the budget is used up: pause, or finish with what is there (default: pause)',
      onBudget,
    )
    .option('--name <name>', 'a name for the data set (default: that of the framework)')
    .option(
      '--file <file>',
      'the whole request as YAML; no other option of the build goes with it (default: the options)',
    )
    .option('--attach <build id>', 'follow a build that was started before (default: start one)')
    .option('--resume <build id>', 'go on with a build that is paused or failed (default: start one)')
    .option('--dry-run', 'check everything and estimate calls, tokens and money; nothing is stored')
    .option('--no-ask-models', 'with --dry-run: do not ask each model one short question')
    .option('--no-wait', 'return at once')
    .action((framework: string | undefined, options: BuildOptions, command) =>
      run(command, async (context) => {
        const { attach, resume, file } = options;
        if ([framework, attach, resume, file].filter((given) => given !== undefined).length !== 1) {
          command.error(
            'error: give the id of a framework, --attach <build id>, --resume <build id> or --file <file>',
          );
        }
        refuseUseless(command, options);
        const client = await context.client();
        const request = async () =>
          file === undefined
            ? sent(context, client, await fromOptions(framework ?? '', options))
            : fromFile(context, client, file);
        if (options.dryRun) {
          const { askModels } = options;
          const estimate = await client.builds.estimate(await request(), {
            askModels,
            signal: context.signal,
          });
          context.print(estimate, estimateLines);
          return;
        }
        if (resume !== undefined) await client.builds.resume(resume, { signal: context.signal });
        const id =
          attach ?? resume ?? (await client.builds.create(await request(), { signal: context.signal })).id;
        if (!options.wait) {
          context.print({ id }, () => [id]);
          return;
        }
        context.note(`build ${id}`);
        const last = await waitFor(context, client, id);
        context.print(last, last.paused ? waitingLines : buildLines);
        return last.paused ? EXIT.failure : EXIT.ok;
      }),
    );

/** What may stand beside each way of naming a build; all else would be left unsaid there. */
const BESIDE: Readonly<Record<'file' | 'attach' | 'resume', readonly string[]>> = {
  file: ['dryRun', 'askModels', 'wait'],
  attach: ['wait'],
  resume: ['wait'],
};

/** Ends with the usage of the command for an option that would change nothing. */
function refuseUseless(command: Command, options: BuildOptions): void {
  const way = (['file', 'attach', 'resume'] as const).find((name) => options[name] !== undefined);
  if (way === undefined) return;
  const useless = command.options.find((option) => {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) !== 'cli') return false;
    return name !== way && !BESIDE[way].includes(name);
  });
  if (useless) command.error(`error: the option '${useless.long}' does not go with --${way}`);
}

/** The request; what it names by digest is handed over. */
async function sent(
  context: Context,
  client: Client,
  { request, tokenizers }: ReadBuild,
): Promise<CreateBuild> {
  const { signal } = context;
  for (const [digest, content] of tokenizers) await client.builds.putTokenizer(digest, content, { signal });
  return request;
}

async function fromFile(context: Context, client: Client, file: string): Promise<CreateBuild> {
  return sendBenchmarks(client, await sent(context, client, await readBuildFile(file)), {
    buildFile: file,
    signal: context.signal,
    onSent: (name, lines) => context.note(`benchmark ${name}: ${plural(lines, 'line')} sent`),
  });
}

async function fromOptions(frameworkId: string, options: BuildOptions): Promise<ReadBuild> {
  const { wait: _wait, file: _file, attach: _attach, resume: _resume, dryRun: _dryRun, ...more } = options;
  const { askModels: _askModels, ...build } = more;
  const { format, formatFile, budgetTokens, budgetUsd, onBudget: then, ...asked } = build;
  const { cassette: _cassette, cassetteMode: _mode, fault: _fault, ...rest } = asked;
  const read = formatFile === undefined ? undefined : await readFormatFile(formatFile);
  const formats = [...(format ?? []), ...(read?.formats ?? [])];
  const budget = budgetOf({ budgetTokens, budgetUsd, onBudget: then });
  return {
    request: {
      frameworkId,
      ...rest,
      ...toolsOf(options),
      ...(formats.length > 0 && { formats }),
      ...(budget && { budget }),
    },
    tokenizers: read?.tokenizers ?? new Map(),
  };
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

function waitingLines(paused: Build): string[] {
  return [...funnelLines(paused), ...usageLines(paused), ...stageLines(paused), ...pausedLines(paused)];
}

function buildLines(done: Build): string[] {
  return [
    ...funnelLines(done),
    ...usageLines(done),
    ...stageLines(done),
    modelLine(done),
    `Fetch it with: nex export ${done.id}`,
    `Why rows were kept or dropped: nex verdicts ${done.id}`,
  ];
}
