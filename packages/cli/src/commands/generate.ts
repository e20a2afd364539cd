/** `nex generate`: a sentence to a framework, or a framework that somebody wrote to one that is mended and extended. */
import type { Framework } from '@nex/core';
import type { Command } from 'commander';
import { writeBundleDirectory } from '../data/bundle-directory.ts';
import { frameworkFiles } from '../data/framework-files.ts';
import { EXIT } from '../exit-code.ts';
import { followFramework } from '../follow/framework.ts';
import { openProgress } from '../output/open-progress.ts';
import { tableLines } from '../output/table.ts';
import { plural } from '../output/text.ts';
import type { CommandDefinition } from './command.ts';
import { addFrameworkOptions, type FrameworkOptions, frameworkRequest } from './framework-options.ts';
import { printFindings } from './lint.ts';

interface GenerateOptions extends FrameworkOptions {
  from?: string;
  dryRun?: boolean;
  out?: string;
  wait: boolean;
}

export const generate: CommandDefinition = (program, run) =>
  addFrameworkOptions(
    program
      .command('generate')
      .description('make a framework of agents from one sentence, or mend and extend one that is there')
      .argument('[sentence]', 'what the agents shall do, in any language; with --from: in addition'),
  )
    .option(
      '--from <framework>',
      'a folder of either form, or an id: its faults are mended, all else stays as it is (default: a new one)',
    )
    .option('--dry-run', 'with --from: only say what lint finds')
    .option('--out <folder>', 'write the files there (default: nowhere)')
    .option('--wait', 'wait until it is ready (the default)', true)
    .option('--no-wait', 'return at once')
    .action((sentence: string | undefined, options: GenerateOptions, command: Command) => {
      if (options.dryRun && options.from === undefined) {
        command.error('error: --dry-run looks at a framework; name it with --from <framework>');
      }
      if (sentence === undefined && options.from === undefined) {
        command.error("error: missing required argument 'sentence', or --from <framework>");
      }
      return run(command, async (context) => {
        const from =
          options.from === undefined ? undefined : { files: await frameworkFiles(options.from, context) };
        if (from && options.dryRun) return printFindings(context, from.files);
        const client = await context.client();
        const body = { ...frameworkRequest(sentence ?? '', options), ...(from ? { from } : {}) };
        const { signal } = context;
        const asked = await client.frameworks.create(body, { signal });
        if (!options.wait) {
          context.print(asked, () => [asked.id]);
          return EXIT.ok;
        }
        using progress = openProgress(context);
        const framework = await followFramework(client, asked.id, progress, signal);
        progress.close();
        if (options.out !== undefined) {
          const { files } = await client.frameworks.files(framework.id, { signal });
          await writeBundleDirectory(options.out, files);
          context.note(`${plural(files.length, 'file')} in ${options.out}`);
        }
        context.print(framework, frameworkLines);
        return EXIT.ok;
      });
    });

export function frameworkLines(framework: Framework): string[] {
  const agents = framework.agents ?? [];
  return [
    `${framework.title ?? framework.name ?? framework.id} (${framework.pattern ?? 'no pattern'})`,
    framework.description ?? '',
    ...tableLines(
      ['agent', 'below', 'tools'],
      agents.map(({ name, parent, tools }) => [name, parent ?? '-', tools.join(', ') || '-']),
    ),
    ...fromLines(framework),
    `framework ${framework.id}`,
    `digest    ${framework.digest ?? '-'}`,
  ].filter((line) => line !== '');
}

/** What was found in a framework that somebody wrote, and how much of it is as it was. */
function fromLines({ request, steps }: Framework): string[] {
  const noteOf = (step: string) => steps.find(({ name }) => name === step)?.note ?? '-';
  if (!request?.from) return [];
  return [`found     ${noteOf('read-framework')}`, `now       ${noteOf('assemble')}`];
}
