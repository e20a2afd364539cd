/** `nex import`: traces and conversations of others as trajectories. Needs no platform. */
import { type Build, type ImportRejection, NexError } from '@nex/core';
import { IMPORT_FORMATS, IMPORT_WARNINGS, type ImportFormat, REJECT_REASONS } from '@nex/dataset';
import { Option } from 'commander';
import { type ImportSummary, importFiles } from '../data/import-files.ts';
import { type StoredImport, type StoreOptions, storeImports } from '../data/store-imports.ts';
import { EXIT } from '../exit-code.ts';
import { errorLines } from '../output/error-lines.ts';
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
    .option('--store', 'into the store of the platform, as a build each')
    .option(
      '--file <file>',
      'with --store: what else is asked for, as YAML: name, formats, split, redaction, quality; docs/imports.md has an example (default: nothing)',
    )
    .option('--strict', 'with --store: the first record that cannot be used fails the import')
    .option('--no-wait', 'with --store: return at once')
    .addHelpText(
      'after',
      '\nWhat cannot be used goes to <out>.rejected.jsonl, with the reason.\nExit code 1 when nothing was imported, or a file could not be.',
    )
    .action((files: string[], options: Options, command) =>
      run(command, async (context) => {
        if (options.store) {
          const stored = await storeImports(context, files, options);
          context.print(
            stored.map(({ build }) => build),
            () => storedLines(stored),
          );
          return EXIT.ok;
        }
        const unused = (['file', 'strict'] as const).find((name) => options[name] !== undefined);
        if (unused) command.error(`error: --${unused} goes with --store`);
        const summary = await importFiles({
          files,
          out: options.out,
          ...(options.format && { format: options.format }),
          signal: context.signal,
        });
        context.print(summary, importLines);
        const isWhole = summary.trajectories > 0 && summary.files.every((file) => file.failure === undefined);
        return isWhole ? EXIT.ok : EXIT.failure;
      }),
    );

interface Options extends StoreOptions {
  format?: ImportFormat;
  out: string;
  store?: boolean;
}

/** A row per build; then the first records of each that could not be used. */
export function storedLines(stored: readonly StoredImport[]): string[] {
  const rows = stored.map(({ build: { id, state, import: imported, funnel } }) => [
    imported?.file ?? '',
    id,
    state,
    count(imported?.trajectories ?? 0),
    count(imported?.rejected ?? 0),
    count(funnel.kept),
  ]);
  return [
    ...tableLines(['file', 'build', 'state', 'trajectories', 'rejected', 'kept'], rows),
    ...stored.flatMap(({ build, rejections }) =>
      section(`rejected of ${build.import?.file ?? ''}`, rejectedLines(build, rejections)),
    ),
  ];
}

function rejectedLines({ id, import: imported }: Build, rejections: readonly ImportRejection[]): string[] {
  const more = (imported?.rejected ?? 0) - rejections.length;
  return [
    ...rejections.map(({ line, reason, note }) => `  line ${line}  ${reason}  ${note}`),
    ...(more > 0 ? [`  and ${count(more)} more: GET /v1/imports/${id}/rejections`] : []),
  ];
}

/** A row per file; then what was left out, what was assumed, what the checks say, and what failed. */
export function importLines(summary: ImportSummary): string[] {
  const { files, rejections, warnings, rejectedOut } = summary;
  const rows = files.map((file) => [
    file.file,
    file.format ?? 'unknown',
    count(file.trajectories),
    count(file.rejected),
  ]);
  return [
    ...tableLines(['file', 'format', 'trajectories', 'rejected'], rows),
    '',
    ...importedLines(summary),
    ...section(`rejected, in ${rejectedOut ?? ''}`, meanings(rejections, REJECT_REASONS)),
    ...section('assumed, by trajectories', meanings(warnings, IMPORT_WARNINGS)),
    ...files.flatMap(({ failure }) => (failure ? errorLines(NexError.fromFailure(failure)) : [])),
  ];
}

function importedLines({ trajectories, runs, messages, checks, out }: ImportSummary): string[] {
  if (out === null) return ['nothing was imported'];
  const reasons = ranked(checks.reasons).map(([reason, number]) => `${reason} ${count(number)}`);
  return [
    `${plural(trajectories, 'trajectory', 'trajectories')}, ${plural(runs, 'run')}, ${plural(messages, 'message')} in ${out}`,
    `checks: ${count(checks.keep)} kept, ${count(checks.drop)} dropped${reasons.length > 0 ? ` (${reasons.join(', ')})` : ''}`,
  ];
}

function meanings(counts: Record<string, number>, table: Readonly<Record<string, string>>): string[] {
  return ranked(counts).map(([code, number]) => `  ${code} ${count(number)}  ${table[code] ?? ''}`);
}

function ranked(counts: Record<string, number>): [string, number][] {
  return Object.entries(counts).toSorted((a, b) => b[1] - a[1]);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines];
}
