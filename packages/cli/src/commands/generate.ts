/** `nex generate`: a sentence to a framework. */
import type { Framework } from '@nex/core';
import { writeBundleDirectory } from '../data/bundle-directory.ts';
import { followFramework } from '../follow/framework.ts';
import { openProgress } from '../output/open-progress.ts';
import { tableLines } from '../output/table.ts';
import { plural } from '../output/text.ts';
import type { CommandDefinition } from './command.ts';
import { addFrameworkOptions, type FrameworkOptions, frameworkRequest } from './framework-options.ts';

interface GenerateOptions extends FrameworkOptions {
  out?: string;
  wait: boolean;
}

export const generate: CommandDefinition = (program, run) =>
  addFrameworkOptions(
    program
      .command('generate')
      .description('make a framework of agents from one sentence')
      .argument('<sentence>', 'what the agents shall do, in any language'),
  )
    .option('--out <folder>', 'write the files there')
    .option('--wait', 'wait until it is ready (the default)', true)
    .option('--no-wait', 'return at once')
    .action((sentence: string, options: GenerateOptions, command) =>
      run(command, async (context) => {
        const client = await context.client();
        const body = frameworkRequest(sentence, options);
        const { signal } = context;
        const asked = await client.frameworks.create(body, { signal });
        if (!options.wait) {
          context.print(asked, () => [asked.id]);
          return;
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
      }),
    );

export function frameworkLines(framework: Framework): string[] {
  const agents = framework.agents ?? [];
  return [
    `${framework.title ?? framework.name ?? framework.id} (${framework.pattern ?? 'no pattern'})`,
    framework.description ?? '',
    ...tableLines(
      ['agent', 'below', 'tools'],
      agents.map(({ name, parent, tools }) => [name, parent ?? '-', tools.join(', ') || '-']),
    ),
    `framework ${framework.id}`,
    `digest    ${framework.digest ?? '-'}`,
  ].filter((line) => line !== '');
}
