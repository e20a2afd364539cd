/** `nex cassette import` */
import { basename } from 'node:path';
import { CassetteName, NexError } from '@nex/core';
import { openFile } from '../../data/open-file.ts';
import type { CommandDefinition } from '../command.ts';
import { showLines } from './show.ts';

export const importCassette: CommandDefinition = (group, run) =>
  group
    .command('import')
    .description('lay the recordings of a file onto a cassette, which is made when it is not there')
    .argument('<file>', 'written by nex cassette export, or by a local run')
    .option('--name <name>', 'of the cassette (default: the name of the file)')
    .action((file: string, options: { name?: string }, command) =>
      run(command, async (context) => {
        const name = options.name ?? basename(file).replace(/\.jsonl$/, '');
        if (!CassetteName.safeParse(name).success) {
          throw new NexError('invalid_request', `${name} is no name of a cassette.`, {
            where: '--name',
            hint: 'Letters, digits, ".", "_" or "-".',
          });
        }
        const lines = await openFile(file);
        const client = await context.client();
        context.print(await client.cassettes.import(name, lines, { signal: context.signal }), showLines);
      }),
    );
