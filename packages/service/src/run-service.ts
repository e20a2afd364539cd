/**
 * The life of a service process: start, serve until a signal, drain in reverse order of starting, exit. A failure
 * to start is one line that says what to do.
 */
import { flushCompileCache } from 'node:module';
import { toNexError } from '@nex/core';

export interface RunServiceOptions {
  name: string;
  /** Starts everything; what it returns is closed on a signal. */
  start: () => Promise<AsyncDisposable>;
  /** Longest drain before the process ends anyway. Default 20 s. */
  drainTimeoutMs?: number;
  process?: NodeJS.Process;
}

export async function runService(options: RunServiceOptions): Promise<void> {
  const host = options.process ?? process;
  let running: AsyncDisposable;
  const early = new AbortController();
  const onEarly = () => early.abort();
  host.once('SIGTERM', onEarly);
  host.once('SIGINT', onEarly);
  try {
    running = await options.start();
  } catch (thrown) {
    const error = toNexError(thrown, 'internal', `${options.name} could not start.`);
    const cause = error.code === 'internal' && error.cause instanceof Error ? error.cause.message : undefined;
    host.stderr.write(
      `${JSON.stringify({ level: 'fatal', service: options.name, ...error.toFailure(), ...(cause ? { cause } : {}) })}\n`,
    );
    host.exit(1);
    return;
  }
  host.off('SIGTERM', onEarly);
  host.off('SIGINT', onEarly);
  // With NODE_COMPILE_CACHE set, a process that is killed later has written down what it compiled.
  flushCompileCache();
  if (!early.signal.aborted) await signalled(host);
  const deadline = setTimeout(() => host.exit(1), options.drainTimeoutMs ?? 20_000);
  deadline.unref();
  await running[Symbol.asyncDispose]();
  clearTimeout(deadline);
  host.exit(0);
}

function signalled(host: NodeJS.Process): Promise<void> {
  return new Promise((resolve) => {
    host.once('SIGTERM', () => resolve());
    host.once('SIGINT', () => resolve());
  });
}
