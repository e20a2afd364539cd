/** The process: arguments, streams, signals, exit code. A second Ctrl-C ends it at once. */
import { EXIT } from './exit-code.ts';
import { createInterrupts } from './interrupts.ts';
import { runProgram } from './program.ts';

/** Terminal and parent may both deliver the same Ctrl-C. */
const SAME_MS = 250;

const interrupts = createInterrupts(() => process.exit(EXIT.interrupted));
let pressedAt = 0;
process.on('SIGINT', () => {
  const isSame = Date.now() - pressedAt < SAME_MS;
  pressedAt = Date.now();
  if (!isSame) interrupts.press();
});
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupts.end());
// Whoever reads the output went away (`| head`): what was started must still be stopped.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => interrupts.end());

process.exitCode = await runProgram(process.argv.slice(2), {
  output: {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    stream: process.stderr,
    isTerminal: process.stderr.isTTY === true,
  },
  input: process.stdin,
  interrupts,
  env: process.env,
  signal: interrupts.signal,
});
// A pipe takes so much at a time: what its reader has not taken yet would be lost with the process.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((written) => stream.write('', written))),
);
process.exit();
