/** The work of `nex stdio`: lines of standard input to the server, frames to standard output. */
import { createInterface } from 'node:readline';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import type { LocalOptions } from './local-options.ts';
import { openLocal } from './open-local.ts';
import { createStdioServer } from './stdio-server.ts';

/** Until the end of input, when what is at work has ended, or a signal, which stops it. Gives the exit code. */
export async function runStdio(context: Context, file: string, options: LocalOptions): Promise<number> {
  const { output, input, signal } = context;
  await using local = await openLocal(context, file, options);
  const server = createStdioServer(local.agent, (frame) => output.out(`${JSON.stringify(frame)}\n`), signal);
  const lines = createInterface({ input, signal });
  lines.on('line', (line) => server.take(line));
  await new Promise<void>((resolve) => lines.once('close', resolve));
  await server.idle();
  return signal.aborted ? EXIT.interrupted : EXIT.ok;
}
