/** `nex export`: fetches the data set of a build. */
import { join } from 'node:path';
import { downloadDataSet } from '../data/download.ts';
import { verifyDataSet } from '../data/verify.ts';
import { count, plural } from '../output/text.ts';
import type { CommandDefinition } from './command.ts';

export const exportDataSet: CommandDefinition = (program, run) =>
  program
    .command('export')
    .description("fetch a build's data set")
    .argument('<build>', 'id of a completed build')
    .option('--out <folder>', 'where to put it (default: out/<build>)')
    .option('--verify', 'count rows, bytes and digests again and compare them with the manifest')
    .action((build: string, options: { out?: string; verify?: boolean }, command) =>
      run(command, async (context) => {
        const client = await context.client();
        const folder = options.out ?? join('out', build);
        const { files, bytes } = await downloadDataSet(client, build, folder, context.signal);
        if (options.verify) await verifyDataSet(folder, context.signal);
        context.print({ build, folder, files, bytes, verified: options.verify ?? false }, () => [
          `${plural(files, 'file')}, ${count(bytes)} bytes in ${folder}${options.verify ? ', verified' : ''}`,
        ]);
      }),
    );
