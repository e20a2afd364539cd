/** Runs one started command to its end under limits of time and output, and collects what it wrote. */
import { captureOutput, type OutputFile } from './capture-output.ts';
import type { Launched } from './launcher.ts';
import type { OutputView } from './limits.ts';
import type { CommandLimit, CommandResult } from './sandbox.ts';

export interface RunOptions {
  signal: AbortSignal;
  timeoutMs: number;
  outputBytes: number;
  view: OutputView;
  stdin: string | undefined;
  stdoutFile: OutputFile;
  stderrFile: OutputFile;
}

/** Resolves once nothing of the command is left; then throws when the signal has aborted. */
export async function runLaunched(launched: Launched, options: RunOptions): Promise<CommandResult> {
  const started = performance.now();
  let limit: CommandLimit | undefined;
  const end = (reason: CommandLimit): void => {
    limit ??= reason;
    launched.kill();
  };
  const onAbort = (): void => launched.kill();
  options.signal.addEventListener('abort', onAbort, { once: true });
  if (options.signal.aborted) launched.kill();
  const timer = setTimeout(() => end('time'), options.timeoutMs);
  try {
    launched.stdin?.end(options.stdin ?? '');
    const shared = {
      view: options.view,
      budget: { bytes: options.outputBytes },
      onOverflow: () => end('output'),
    };
    const capture = (stream: Launched['stderr'], file: OutputFile) =>
      stream === null ? { text: '', file: undefined } : captureOutput(stream, { ...shared, file });
    const work = Promise.all([
      launched.ended,
      capture(launched.stdout, options.stdoutFile),
      capture(launched.stderr, options.stderrFile),
    ]);
    const [ended, stdout, stderr] = await work.catch(async (thrown: unknown) => {
      launched.kill();
      await launched.ended.catch(() => {});
      throw thrown;
    });
    options.signal.throwIfAborted();
    if (limit === undefined && ended.outOfMemory) limit = 'memory';
    const { exitCode } = ended;
    const files = {
      ...(stdout.file && { stdout: stdout.file }),
      ...(stderr.file && { stderr: stderr.file }),
    };
    return {
      exitCode,
      ...(exitCode === null && { signal: 'SIGKILL' }),
      stdout: stdout.text,
      stderr: stderr.text,
      durationMs: Math.round(performance.now() - started),
      ...(limit !== undefined && { limit }),
      ...((stdout.file ?? stderr.file) !== undefined && { outputFiles: files }),
    };
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', onAbort);
  }
}
