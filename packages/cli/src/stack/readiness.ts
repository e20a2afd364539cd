/** Waits until a process answers its readiness question, or says why it never will. */
import { NexError } from '@nex/core';
import { logTail } from './log-tail.ts';

export interface ReadinessRequest {
  name: string;
  url: string;
  log: string;
  /** Settles when the process ends. */
  ended: Promise<string>;
  limitMs: number;
  signal?: AbortSignal;
}

/** Throws `unavailable` with the last lines of the log when it ends or takes too long. */
export async function waitUntilReady(request: ReadinessRequest): Promise<void> {
  const until = Date.now() + request.limitMs;
  let end: string | undefined;
  void request.ended.then((how) => {
    end = how;
  });
  while (!(await answers(request.url))) {
    if (request.signal?.aborted) throw new NexError('cancelled', 'The start was interrupted.');
    if (end !== undefined) throw await failure(request, `ended (${end}) before it was ready`);
    if (Date.now() > until) throw await failure(request, `is not ready after ${request.limitMs / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function answers(url: string, limitMs = 2_000): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(limitMs) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function failure({ name, log }: ReadinessRequest, what: string): Promise<NexError> {
  const lines = await logTail(log);
  return new NexError('unavailable', `The process ${name} ${what}.${['', ...lines].join('\n  | ')}`, {
    where: name,
    hint: `The whole log: ${log}`,
  });
}
