/** The process: arguments, streams, signals, exit code. A second Ctrl-C ends it at once. */
import { EXIT } from './exit-code.ts';
import { runProgram } from './program.ts';

const DOUBLE_MS = 1_000;

const control = new AbortController();
let firstAt = 0;
const interrupt = (): void => {
  // Terminal and parent may both deliver the same Ctrl-C.
  if (control.signal.aborted && Date.now() - firstAt > DOUBLE_MS) process.exit(EXIT.interrupted);
  firstAt ||= Date.now();
  control.abort();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
// Whoever reads the output went away (`| head`): what was started must still be stopped.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => control.abort());

process.exitCode = await runProgram(process.argv.slice(2), {
  output: {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    stream: process.stderr,
    isTerminal: process.stderr.isTTY === true,
  },
  env: process.env,
  signal: control.signal,
});
process.exit();
