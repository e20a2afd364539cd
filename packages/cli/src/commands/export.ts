/** `nex export`: fetches the data set of a build, and has it written in other formats before. */
import { join } from 'node:path';
import type { Client } from '@nex/client';
import type { DataSplit, ExportFormat } from '@nex/core';
import type { Context } from '../context.ts';
import { readFormatFile } from '../data/build-file.ts';
import { downloadDataSet } from '../data/download.ts';
import { verifyDataSet } from '../data/verify.ts';
import { followBuild } from '../follow/build.ts';
import { openProgress } from '../output/open-progress.ts';
import { count, plural } from '../output/text.ts';
import type { CommandDefinition } from './command.ts';
import { dataSplit, exportFormat, whole } from './numbers.ts';

interface ExportOptions {
  out?: string;
  verify?: boolean;
  version?: number;
  format?: ExportFormat[];
  formatFile?: string;
  split?: DataSplit;
}

export const exportDataSet: CommandDefinition = (program, run) =>
  program
    .command('export')
    .description("fetch a build's data set, in other formats if asked for")
    .argument('<build>', 'id of a completed build')
    .option('--out <folder>', 'where to put it (default: out/<build>)')
    .option('--verify', 'count rows, bytes and digests again and compare them with the manifest')
    .option('--version <number>', 'an earlier version of it (default: the newest)', whole(1, 1_000_000))
    .option(
      '--format <exporter[:view]>',
      'write it in this format first, as hermes or sharegpt:per-agent, as a new version; again for more (default: as it is)',
      exportFormat,
    )
    .option(
      '--format-file <file>',
      'write it in these formats as well: YAML or JSON, such as a chat template of your model; docs/exports.md has examples (default: none)',
    )
    .option(
      '--split <shares>',
      'write it in these splits first, as in train:0.9,test:0.1 (default: as it is)',
      dataSplit,
    )
    .action((build: string, options: ExportOptions, command) =>
      run(command, async (context) => {
        const { version, format, formatFile, split, verify = false } = options;
        const isOther = [format, formatFile, split].some((given) => given !== undefined);
        if (isOther && version !== undefined) {
          command.error(
            'error: --format, --format-file and --split make a new version; --version fetches one that is there',
          );
        }
        const client = await context.client();
        if (isOther) await exportAgain(context, client, build, options);
        const folder = options.out ?? join('out', build);
        const { files, bytes } = await downloadDataSet(client, build, folder, {
          signal: context.signal,
          ...(version !== undefined && { version }),
        });
        if (verify) await verifyDataSet(folder, context.signal);
        context.print({ build, folder, files, bytes, verified: verify }, () => [
          `${plural(files, 'file')}, ${count(bytes)} bytes in ${folder}${verify ? ', verified' : ''}`,
        ]);
      }),
    );

async function exportAgain(
  context: Context,
  client: Client,
  build: string,
  { format = [], formatFile, split }: ExportOptions,
): Promise<void> {
  const { signal } = context;
  const read = formatFile === undefined ? undefined : await readFormatFile(formatFile);
  for (const [digest, content] of read?.tokenizers ?? [])
    await client.builds.putTokenizer(digest, content, { signal });
  const formats = [...format, ...(read?.formats ?? [])];
  await client.builds.exportAgain(
    build,
    { ...(formats.length > 0 && { formats }), ...(split && { split }) },
    { signal },
  );
  using progress = openProgress(context);
  const { dataSet } = await followBuild(client, build, progress, signal);
  context.note(`version ${dataSet?.version ?? ''}`);
}
