import type { SearchOptions } from '@nex/mcp';
import type { Command } from 'commander';
import { Option } from 'commander';
import { excerpt, plural } from '../../output/text.ts';
import type { Runner } from '../command.ts';
import { whole } from '../numbers.ts';
import { load } from './load.ts';

interface Options {
  limit: number;
  all?: boolean;
  domain?: string[];
  class?: ('A' | 'B' | 'C' | 'D' | 'E')[];
  grade?: 'A' | 'B' | 'C' | 'D';
  licence?: string[];
  server?: string[];
}

export function search(group: Command, run: Runner): Command {
  return group
    .command('search')
    .description('the tools that fit the words best, in English or Chinese')
    .argument('<words...>', 'what the tool shall do')
    .option('--limit <number>', 'tools to show', whole(1, 200), 10)
    .option('--all', 'also tools of servers that are not installed')
    .option('--server <names...>', 'only of these servers (default: of all)')
    .option('--domain <names...>', 'only of these domains (default: of all)')
    .addOption(
      new Option('--class <letters...>', 'only of these state classes (default: of all)').choices([
        'A',
        'B',
        'C',
        'D',
        'E',
      ]),
    )
    .addOption(
      new Option('--grade <letter>', 'of this grade or better (default: any)').choices(['A', 'B', 'C', 'D']),
    )
    .option('--licence <names...>', 'only of these licences (default: any)')
    .action((words: string[], options: Options, command) =>
      run(command, async (context) => {
        const { createToolIndex } = await import('@nex/mcp');
        const index = createToolIndex(await load(context), { all: options.all ?? false });
        const found = index.search(words.join(' '), { limit: options.limit, ...filterOf(options) });
        context.print({ tools: found }, () => [
          ...found.map(
            ({ server, tool, definition }) => `${server}.${tool}  ${excerpt(definition.description, 90)}`,
          ),
          plural(found.length, 'tool'),
        ]);
      }),
    );
}

function filterOf(options: Options): SearchOptions {
  return {
    ...(options.server ? { servers: options.server } : {}),
    ...(options.domain ? { domains: options.domain } : {}),
    ...(options.class ? { stateClasses: options.class } : {}),
    ...(options.grade ? { leastGrade: options.grade } : {}),
    ...(options.licence ? { licences: options.licence } : {}),
  };
}
