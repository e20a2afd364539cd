/** The command line in this process, at a gateway or service of a test. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { runProgram } from '@nex/cli';

export interface NexResult {
  exitCode: number;
  out: string;
  err: string;
}

export async function runNex(url: string, args: readonly string[]): Promise<NexResult> {
  const result: NexResult = { exitCode: 0, out: '', err: '' };
  const err = (text: string) => {
    result.err += text;
  };
  const stream = new Writable({
    write(chunk, _, done) {
      err(String(chunk));
      done();
    },
  });
  const out = (text: string) => {
    result.out += text;
  };
  const output = { out, err, stream, isTerminal: false };
  const env = { NEX_URL: url, NEX_HOME: join(tmpdir(), 'nex-no-home') };
  result.exitCode = await runProgram(args, { output, env, signal: new AbortController().signal });
  return result;
}
