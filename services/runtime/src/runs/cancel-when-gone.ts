/**
 * What becomes of a run whose caller goes away before its end. `continue`: nothing, and whoever comes back finds it.
 * `cancel`: it is cancelled, with all runs below it. A replica that closes or dies is no caller that goes: the run goes on.
 */
import { toNexError } from '@nex/core';
import type { Context } from '../context.ts';
import { cancelRun } from './cancel-run.ts';

export const DISCONNECT_POLICIES = ['continue', 'cancel'] as const;
export type DisconnectPolicy = (typeof DISCONNECT_POLICIES)[number];

/** @param signal Aborts when the caller goes, with the reason `cancelled`. */
export function cancelWhenGone(context: Context, runId: string, signal: AbortSignal): void {
  const cancel = context.callers.bind(() => {
    if (toNexError(signal.reason).code !== 'cancelled') return;
    cancelRun(context, runId).catch((thrown: unknown) =>
      context.log.warn({ runId, err: toNexError(thrown) }, 'the run of a caller that left was not cancelled'),
    );
  });
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });
}
