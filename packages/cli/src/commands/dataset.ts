/** `nex dataset`: the data sets of the platform, their versions, and what is different between two. */
import type { DataSet, DataSetDiff, DataSetVersion, RowChange } from '@nex/core';
import { ROW_CHANGES } from '@nex/core';
import type { Command } from 'commander';
import { EXIT } from '../exit-code.ts';
import { tableLines } from '../output/table.ts';
import { count, excerpt, plural } from '../output/text.ts';
import type { CommandDefinition, Runner } from './command.ts';
import { addList, minute } from './list/add-list.ts';
import { whole } from './numbers.ts';

const WHICH = 'id of a data set or its build';
const NAME_WIDTH = 40;

export const dataset: CommandDefinition = (program, run) => {
  const group = program.command('dataset').description('list data sets, show their versions, compare two');
  list(group, run);
  show(group, run);
  diff(group, run);
  return group;
};

function list(group: Command, run: Runner): void {
  addList<DataSet, { frameworkDigest?: string }>(group, run, {
    description: 'list data sets, newest first',
    options: (command) =>
      command.option(
        '--framework-digest <digest>',
        'only of the framework with these files: sha256:… (default: of any)',
      ),
    page: (client, options) => client.dataSets.list(options),
    columns: ['data set', 'name', 'version', 'rows', 'made'],
    row: dataSetRow,
    empty: 'There is no data set yet. Make one with: nex build <framework>',
  });
}

function show(group: Command, run: Runner): void {
  group
    .command('show')
    .description('a data set with all its versions')
    .argument('<data set>', WHICH)
    .action((id: string, _, command) =>
      run(command, async (context) => {
        const client = await context.client();
        const found = await client.dataSets.get(id, { signal: context.signal });
        const versions = await client.dataSets.versions(id, { signal: context.signal });
        context.print({ ...found, versions }, (shown) => versionLines(shown, versions));
      }),
    );
}

function diff(group: Command, run: Runner): void {
  group
    .command('diff')
    .description('which rows came, went and changed, and by what; ends with 1 when anything is different')
    .argument('<data set>', WHICH)
    .option('--from <version>', 'default: the one before', whole(1, 1_000_000))
    .option('--to <version>', 'default: the newest one', whole(1, 1_000_000))
    .option('--limit <number>', 'most rows that are named', whole(1, 200), 20)
    .option('--cursor <cursor>', 'go on where the page before said (default: from the start)')
    .action((id: string, options: { from?: number; to?: number; limit: number; cursor?: string }, command) =>
      run(command, async (context) => {
        const client = await context.client();
        const found = await client.dataSets.diff(id, { ...options, signal: context.signal });
        context.print(found, diffLines);
        return isSame(found) ? EXIT.ok : EXIT.failure;
      }),
    );
}

export function dataSetRow({ id, name, version }: DataSet): string[] {
  return [
    id,
    excerpt(name, NAME_WIDTH),
    String(version.version),
    count(version.rows),
    minute(version.createdAt),
  ];
}

export function versionLines(
  { id, buildId, name, sentence }: DataSet,
  versions: readonly DataSetVersion[],
): string[] {
  const rows = versions.map((one) => [
    String(one.version),
    one.parent === null ? '' : String(one.parent),
    one.reason,
    count(one.rows),
    one.formats.join(', '),
    minute(one.createdAt),
    one.digest,
  ]);
  return [
    `${id}  ${name}`,
    excerpt(sentence, 100),
    '',
    ...tableLines(['version', 'from', 'reason', 'rows', 'formats', 'made', 'digest'], rows),
    '',
    `Fetch one with: nex export ${buildId} --version <version>`,
  ];
}

function isSame({ added, removed, changed, formats }: DataSetDiff): boolean {
  return added.total + removed.total + changed.total + formats.added.length + formats.removed.length === 0;
}

/** Counts by reason; then formats and checks that came and went; then the page of rows. */
export function diffLines(found: DataSetDiff): string[] {
  const counts = ROW_CHANGES.flatMap((change) => [
    [change, count(found[change].total), ''],
    ...Object.entries(found[change].reasons).map(([reason, rows]) => [
      '',
      count(rows),
      reasonText(change, reason),
    ]),
  ]);
  const rows = found.items.map(({ change, reason, rowId, runId }) => [
    change,
    reasonText(change, reason),
    runId,
    rowId,
  ]);
  return [
    `${found.dataSetId}  version ${found.from} to ${found.to}`,
    ...tableLines(['', 'rows', 'by'], [...counts, ['unchanged', count(found.unchanged), '']]),
    ...movedLine('formats', found.formats),
    ...movedLine('checks', found.checks),
    ...(rows.length > 0 ? ['', ...tableLines(['row', 'by', 'run', 'id'], rows)] : []),
    ...(found.nextCursor === null ? [] : [`More: --cursor ${found.nextCursor}`]),
  ];
}

/** A row comes back because what kept it out no longer does. */
function reasonText(change: RowChange, reason: string): string {
  return change === 'added' && reason !== 'new' ? `no longer ${reason}` : reason;
}

function movedLine(what: string, { added, removed }: DataSetDiff['formats']): string[] {
  const signs = [...added.map((name) => `+${name}`), ...removed.map((name) => `-${name}`)];
  return signs.length === 0 ? [] : [`${what.padEnd(9)}  ${signs.join(' ')}`];
}

/** One line that says how a version differs from the one before. */
export function diffSummary({ added, removed, changed, unchanged }: DataSetDiff): string {
  return `${plural(added.total, 'row')} added, ${count(removed.total)} removed, ${count(changed.total)} changed, ${count(unchanged)} as before`;
}
