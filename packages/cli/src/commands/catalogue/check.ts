import type { CatalogueCheckRow } from '@nex/mcp';
import type { Command } from 'commander';
import { EXIT } from '../../exit-code.ts';
import { tableLines } from '../../output/table.ts';
import { duration } from '../../output/text.ts';
import type { Runner } from '../command.ts';
import { whole } from '../numbers.ts';
import { known, load, today } from './load.ts';

interface Options {
  parallel: number;
  tools: boolean;
  accept?: boolean;
}

export function check(group: Command, run: Runner): Command {
  return group
    .command('check')
    .description('start each server, try its tools, and report what is not as it was recorded')
    .argument('[names...]', 'only these; default: all that are installed')
    .option('--parallel <number>', 'servers at a time', whole(1, 16), 2)
    .option('--no-tools', 'compare the lists of tools, call none')
    .option('--accept', 'write what was found as the new snapshot and record')
    .action((names: string[], options: Options, command) =>
      run(command, async (context) => {
        const { checkCatalogue } = await import('@nex/mcp');
        const catalogue = await load(context);
        const chosen = await known(catalogue, names);
        const rows = await checkCatalogue(catalogue, {
          signal: context.signal,
          parallel: options.parallel,
          behaviour: options.tools,
          accept: options.accept ?? false,
          today: today(),
          keys: Object.fromEntries(Object.entries(context.env).map(([key, value]) => [key, value ?? ''])),
          ...(chosen.length > 0 ? { names: chosen } : {}),
          onRow: (row) => {
            if (!row.skipped) context.note(`${row.name}: ${stateOf(row)}`);
          },
        });
        const ok = rows.every((row) => row.ok);
        const checked = rows.filter((row) => !row.skipped);
        context.print({ servers: rows, ok }, () => [
          ...tableLines(
            ['server', 'state', 'grade', 'tools', 'start'],
            checked.map((row) => [
              row.name,
              stateOf(row),
              row.grade ?? '-',
              String(row.tools),
              duration(row.startMs),
            ]),
          ),
          ...checked.flatMap(faultLines),
          `${checked.length} checked, ${rows.length - checked.length} not installed`,
        ]);
        return ok ? EXIT.ok : EXIT.failure;
      }),
    );
}

function stateOf(row: CatalogueCheckRow): string {
  if (row.ok) return row.accepted ? 'recorded' : 'ok';
  return row.drift || row.behaviour ? 'drifted' : 'broken';
}

function faultLines({ name, failure, drift, behaviour = [] }: CatalogueCheckRow): string[] {
  const changed = (what: string, tools: readonly string[]) =>
    tools.length > 0 ? [`${what} ${tools.join(', ')}`] : [];
  const lists = drift
    ? [
        ...changed('added', drift.added),
        ...changed('removed', drift.removed),
        ...changed('changed', drift.changed),
      ].join('; ')
    : undefined;
  return [
    ...(failure ? [`error ${failure.code}: ${failure.message} (${failure.where ?? name})`] : []),
    ...(failure?.hint ? [`hint: ${failure.hint}`] : []),
    ...(lists === undefined
      ? []
      : [`error catalogue_invalid: its tools differ from the snapshot: ${lists} (${name})`]),
    ...behaviour.map(({ tool, what, before, now }) => {
      return `error catalogue_invalid: ${what} was ${before} and is ${now} (${tool ? `${name}.${tool}` : name})`;
    }),
    ...(drift || behaviour.length > 0
      ? [`hint: When this is right, run nex catalogue check ${name} --accept.`]
      : []),
  ];
}
