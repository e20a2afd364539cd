/** `nex catalogue`: the tool servers that agents can be given. Reads the catalogue's folder; needs no platform. */
import { join } from 'node:path';
import type { Catalogue } from '@nex/mcp';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { tableLines } from '../output/table.ts';
import { duration, excerpt, plural } from '../output/text.ts';
import { REPOSITORY } from '../stack/paths.ts';
import type { CommandDefinition, Runner } from './command.ts';
import { whole } from './numbers.ts';

export const catalogue: CommandDefinition = (program, run) => {
  const group = program.command('catalogue').description('list, search, check and snapshot the tool servers');
  list(group, run);
  search(group, run);
  check(group, run);
  snapshot(group, run);
  return group;
};

function list(group: Command, run: Runner): void {
  group
    .command('list', { isDefault: true })
    .description('the servers, sorted by name')
    .option('--limit <number>', 'servers on a page', whole(1, 200), 50)
    .option('--page <number>', 'which page, from 1', whole(1, 10_000), 1)
    .action((options: { limit: number; page: number }, command) =>
      run(command, async (context) => {
        const { entries, digest } = await load(context);
        const start = (options.page - 1) * options.limit;
        const servers = entries.slice(start, start + options.limit).map((entry) => ({
          name: entry.name,
          title: entry.title,
          version: entry.version,
          licence: entry.licence,
          isolation: entry.isolation,
          tools: entry.tools.filter((tool) => !tool.hidden).map((tool) => tool.name),
        }));
        context.print({ digest, total: entries.length, servers }, () => [
          ...tableLines(
            ['server', 'version', 'state', 'tools', 'title'],
            servers.map((s) => [s.name, s.version, s.isolation, String(s.tools.length), s.title]),
          ),
          `${plural(entries.length, 'server')}, page ${options.page} of ${Math.max(1, Math.ceil(entries.length / options.limit))}`,
        ]);
      }),
    );
}

function search(group: Command, run: Runner): void {
  group
    .command('search')
    .description('the tools that fit the words best')
    .argument('<words...>', 'what the tool shall do')
    .option('--limit <number>', 'tools to show', whole(1, 200), 10)
    .action((words: string[], options: { limit: number }, command) =>
      run(command, async (context) => {
        const { createToolIndex } = await import('@nex/mcp');
        const index = createToolIndex(await load(context));
        const found = index.search(words.join(' '), { limit: options.limit });
        context.print({ tools: found }, () => [
          ...found.map(
            ({ server, tool, definition }) => `${server}.${tool}  ${excerpt(definition.description, 90)}`,
          ),
          plural(found.length, 'tool'),
        ]);
      }),
    );
}

function check(group: Command, run: Runner): void {
  group
    .command('check')
    .description('start each server and compare its tools with the snapshot')
    .action((_, command) =>
      run(command, async (context) => {
        const { checkCatalogue } = await import('@nex/mcp');
        const rows = await checkCatalogue(await load(context), { signal: context.signal });
        context.print({ servers: rows, ok: rows.every((row) => row.ok) }, () => [
          ...tableLines(
            ['server', 'state', 'tools', 'start'],
            rows.map((row) => [row.name, row.ok ? 'ok' : 'broken', String(row.tools), duration(row.startMs)]),
          ),
          ...rows.flatMap(({ name, failure, drift }) => [
            ...(failure ? [`error ${failure.code}: ${failure.message} (${failure.where ?? name})`] : []),
            ...(failure?.hint ? [`hint: ${failure.hint}`] : []),
            ...(drift ? [`error catalogue_invalid: its tools differ from the snapshot (${name})`] : []),
          ]),
        ]);
        return rows.every((row) => row.ok) ? EXIT.ok : EXIT.failure;
      }),
    );
}

function snapshot(group: Command, run: Runner): void {
  group
    .command('snapshot')
    .description('start each server and write down its tools: after adding a server or raising its version')
    .action((_, command) =>
      run(command, async (context) => {
        const { snapshotCatalogue } = await import('@nex/mcp');
        const rows = await snapshotCatalogue(await load(context), { signal: context.signal });
        context.print({ servers: rows }, () =>
          tableLines(
            ['server', 'tools', 'snapshot'],
            rows.map((row) => [row.name, String(row.tools), row.change]),
          ),
        );
      }),
    );
}

// The MCP package is loaded lazily: the other commands start faster without it.
async function load({ env }: Context): Promise<Catalogue> {
  const { loadCatalogue } = await import('@nex/mcp');
  return loadCatalogue(env.CATALOGUE_DIR ?? join(REPOSITORY, 'catalogue'));
}
