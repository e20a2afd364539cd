import type { CatalogueServer } from '@nex/mcp';
import type { Command } from 'commander';
import { tableLines } from '../../output/table.ts';
import type { Runner } from '../command.ts';
import { collect, type ListRequest, listOptions, noteMore, pageOf } from '../list/add-list.ts';
import { load } from './load.ts';

export function list(group: Command, run: Runner): Command {
  const command = group
    .command('list', { isDefault: true })
    .description('the servers, by name, with what was proved of them')
    .option('--installed', 'only those that can be started here (default: all)');
  return listOptions(command).action((options: ListRequest & { installed?: boolean }, self: Command) =>
    run(self, async (context) => {
      const { catalogueFigures, stateClass } = await import('@nex/mcp');
      const catalogue = await load(context);
      const entries = catalogue.entries.filter((entry) => !options.installed || entry.launch.ok);
      const { items, nextCursor } = await collect((asked) => pageOf(entries, asked), options, context.signal);
      const servers = items.map((entry) => ({ ...rowOf(entry), stateClass: stateClass(entry) }));
      const { digest } = catalogue;
      const figures = catalogueFigures(catalogue);
      context.print({ digest, total: entries.length, figures, servers, nextCursor }, () => [
        ...tableLines(
          ['server', 'version', 'class', 'grade', 'tools', 'proved', 'here', 'title'],
          servers.map((s) => [
            s.name,
            s.version,
            s.stateClass,
            s.grade ?? '-',
            String(s.tools.length),
            s.proved === undefined ? '-' : String(s.proved),
            s.installed ? 'yes' : 'no',
            s.title,
          ]),
        ),
        ...figuresLines(figures),
      ]);
      noteMore(context, nextCursor);
    }),
  );
}

function rowOf(entry: CatalogueServer) {
  const { name, title, version, licence, isolation, domain, record, launch } = entry;
  const tools = entry.tools.filter((tool) => !tool.hidden).map((tool) => tool.name);
  const proved = record?.tools.filter((tool) => tool.verdict === 'works' && tools.includes(tool.name)).length;
  return {
    name,
    title,
    version,
    licence,
    domain,
    isolation,
    grade: record?.grade,
    reasons: record?.reasons ?? [],
    proved,
    installed: launch.ok,
    tools,
  };
}

/** Offered: not hidden. Proved: offered, and answered a call with a success. */
function figuresLines(figures: {
  servers: number;
  installed: number;
  tools: number;
  offered: number;
  proved: number;
  provedOffline: number;
}): string[] {
  return [
    `${figures.servers} servers, ${figures.installed} of them here`,
    `${figures.tools} tools, ${figures.offered} offered, ${figures.proved} of these proved by a call, ${figures.provedOffline} without network`,
  ];
}
