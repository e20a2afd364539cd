/** `nex cassette export` */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { count } from '../../output/text.ts';
import type { CommandDefinition } from '../command.ts';

export const exportCassette: CommandDefinition = (group, run) =>
  group
    .command('export')
    .description('write a cassette to a file, which local runs can play')
    .argument('<name>', 'name of a cassette')
    .option('--out <file>', 'where to put it (default: <name>.jsonl)')
    .action((name: string, options: { out?: string }, command) =>
      run(command, async (context) => {
        const client = await context.client();
        const file = options.out ?? `${name}.jsonl`;
        const body = await client.cassettes.export(name, { signal: context.signal });
        // It appears under its name only when it is whole.
        const sink = createWriteStream(`${file}.part`);
        try {
          await pipeline(Readable.fromWeb(body as NodeReadableStream<Uint8Array>), sink, {
            signal: context.signal,
          });
          await rename(`${file}.part`, file);
        } catch (thrown) {
          await rm(`${file}.part`, { force: true });
          throw thrown;
        }
        const bytes = sink.bytesWritten;
        context.print({ name, file, bytes }, () => [`${count(bytes)} bytes in ${file}`]);
      }),
    );
