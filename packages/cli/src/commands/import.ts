/** `nex import`: traces and conversations of others as trajectories. Needs no platform. */
import { IMPORT_FORMATS, IMPORT_WARNINGS, type ImportFormat, REJECT_REASONS } from '@nex/dataset';
import { Option } from 'commander';
import { type ImportSummary, importFiles } from '../data/import-files.ts';
import { EXIT } from '../exit-code.ts';
import { tableLines } from '../output/table.ts';
import { count, plural } from '../output/text.ts';
import type { CommandDefinition } from './command.ts';

export const importTraces: CommandDefinition = (program, run) =>
  program
    .command('import')
    .description('convert traces and conversations of others to trajectories, as JSON lines')
    .argument('<file...>', 'JSON lines, or one JSON document each')
    .addOption(new Option('--format <format>', 'default: found out, file by file').choices(IMPORT_FORMATS))
    .option('--out <file>', 'where to write the trajectories', 'out/import.jsonl')
    .addHelpText(
      'after',
      '\nWhat cannot be used goes to <out>.rejected.jsonl, with the reason.\nOf import: 0 trajectories were written, 1 none, or a file could not be imported',
    )
    .action((files: string[], options: { format?: ImportFormat; out: string }, command) =>
      run(command, async (context) => {
        const summary = await importFiles({ files, ...options, signal: context.signal });
        context.print(summary, importLines);
        const isWhole = summary.trajectories > 0 && summary.files.every((file) => file.failure === undefined);
        return isWhole ? EXIT.ok : EXIT.failure;
      }),
    );

/** A row per file; then what was assumed, what was left out, and what the checks say. */
export function importLines(summary: ImportSummary): string[] {
  const { files, trajectories, runs, messages, rejections, warnings, checks, out, rejectedOut } = summary;
  const rows = files.map((file) => [
    file.file,
    file.format ?? 'unknown',
    count(file.trajectories),
    count(file.rejected),
    file.failure ? file.failure.message : '',
  ]);
  const counts = (named: Record<string, number>) => Object.entries(named).toSorted((a, b) => b[1] - a[1]);
  const meaning =
    (table: Readonly<Record<string, string>>) =>
    ([code, number]: [string, number]) =>
      `  ${code} ${count(number)}  ${table[code] ?? ''}`;
  const reasons = counts(checks.reasons).map(([reason, number]) => `${reason} ${count(number)}`);
  return [
    ...tableLines(['file', 'format', 'trajectories', 'rejected', ''], rows),
    '',
    `${plural(trajectories, 'trajectory', 'trajectories')}, ${plural(runs, 'run')}, ${plural(messages, 'message')} in ${out}`,
    ...section(`rejected, in ${rejectedOut ?? ''}`, counts(rejections).map(meaning(REJECT_REASONS))),
    ...section('assumed, by trajectories', counts(warnings).map(meaning(IMPORT_WARNINGS))),
    `checks: ${count(checks.keep)} kept, ${count(checks.drop)} dropped${reasons.length > 0 ? ` (${reasons.join(', ')})` : ''}`,
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines];
}
