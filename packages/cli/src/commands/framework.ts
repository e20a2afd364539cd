/** `nex framework`: takes frameworks out in other forms, and tells two apart. Folders need no platform. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type BundleFile, FRAMEWORK_STATES, type Framework, NexError } from '@nex/core';
import {
  diffFrameworks,
  diffText,
  type FrameworkModel,
  readFrameworkModel,
  similarity,
  toMermaid,
  writeReference,
} from '@nex/framework';
import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { loadCatalogueView } from '../data/catalogue-view.ts';
import { frameworkFiles } from '../data/framework-files.ts';
import { EXIT } from '../exit-code.ts';
import { count, excerpt, plural } from '../output/text.ts';
import type { CommandDefinition, Runner } from './command.ts';
import { addList, minute } from './list/add-list.ts';
import { type MadeFilter, madeOptions } from './list/made.ts';

const TITLE_WIDTH = 60;
const WHICH = 'a folder, a configuration file, or the id of a framework';

export const framework: CommandDefinition = (program, run) => {
  const group = program.command('framework').description('list frameworks, export one, or compare two');
  list(group, run);
  exportFramework(group, run);
  diff(group, run);
  return group;
};

function list(group: Command, run: Runner): void {
  addList<Framework, MadeFilter<Framework['state']>>(group, run, {
    description: 'list frameworks, newest first',
    options: (command) => madeOptions(command, FRAMEWORK_STATES),
    page: (client, options) => client.frameworks.list(options),
    columns: ['framework', 'state', 'agents', 'made', 'title or sentence'],
    row: ({ id, state, agents, createdAt, title, sentence }) => [
      id,
      state,
      agents ? count(new Set(agents.map(({ name }) => name)).size) : '-',
      minute(createdAt),
      excerpt(title ?? sentence, TITLE_WIDTH),
    ],
    empty: 'There is no such framework. `nex generate <sentence>` makes one.',
  });
}

function exportFramework(group: Command, run: Runner): void {
  group
    .command('export')
    .description("write a framework in the reference's form, or as a Mermaid graph")
    .argument('<framework>', WHICH)
    .addOption(
      new Option('--format <format>', 'what to write').choices(['reference', 'mermaid']).default('reference'),
    )
    .option(
      '--out <path>',
      'a new or empty folder (reference), or a file (mermaid; default: standard output)',
    )
    .action((which: string, options: { format: 'reference' | 'mermaid'; out?: string }, command) =>
      run(command, async (context) => {
        const model = await modelOf(which, context);
        if (options.format === 'mermaid') {
          const graph = toMermaid(model);
          if (options.out !== undefined) await writeFile(options.out, graph);
          context.print({ format: 'mermaid', graph }, () =>
            options.out === undefined ? [graph.trimEnd()] : [],
          );
          return;
        }
        if (options.out === undefined) {
          throw new NexError('invalid_request', 'No folder is named for the files.', {
            hint: 'Add --out <folder>.',
          });
        }
        const catalogue = await loadCatalogueView(context);
        const files = writeReference(model, catalogue === undefined ? {} : { catalogue });
        await writeFiles(options.out, files);
        const paths = files.map((file) => file.path);
        context.print({ format: 'reference', out: options.out, files: paths }, () => [
          `${plural(files.length, 'file')} in ${options.out}`,
        ]);
      }),
    );
}

function diff(group: Command, run: Runner): void {
  group
    .command('diff')
    .description('what is different between two frameworks; ends with 1 when anything is')
    .argument('<before>', WHICH)
    .argument('<after>', WHICH)
    .action((before: string, after: string, _, command) =>
      run(command, async (context) => {
        const one = await modelOf(before, context);
        const other = await modelOf(after, context);
        const found = diffFrameworks(one, other);
        const alike = similarity(one, other);
        context.print({ ...found, similarity: alike }, () => [
          ...diffText(found),
          `similarity ${alike.similarity.toFixed(2)} (graph ${alike.graph.toFixed(2)}, prompts ${alike.prompts.toFixed(2)})`,
        ]);
        return found.same ? EXIT.ok : EXIT.failure;
      }),
    );
}

async function modelOf(which: string, context: Context): Promise<FrameworkModel> {
  return readFrameworkModel(await frameworkFiles(which, context));
}

async function writeFiles(folder: string, files: readonly BundleFile[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) {
    throw new NexError('conflict', 'The folder already holds files.', {
      where: folder,
      hint: 'Name a new or an empty folder.',
    });
  }
  const root = resolve(folder);
  for (const { path, content } of files) {
    const target = resolve(join(root, path));
    if (!target.startsWith(root)) continue;
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}
