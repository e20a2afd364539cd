/**
 * A run of the platform to its end, in the terminal: what its tools need to ask is asked here, as for a local agent.
 * Ctrl-C ends the run with the command, unless it shall be kept.
 */
import type { Client } from '@nex/client';
import { type Json, NexError, type Run, type RunEvent } from '@nex/core';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { terminalDesk } from '../local/ask-permission.ts';
import { createLineReader, type LineReader } from '../local/line-reader.ts';
import { missingNote } from '../output/missing-note.ts';
import { count, excerpt } from '../output/text.ts';

const CANCEL_TIMEOUT_MS = 5_000;

export interface FollowOptions {
  /** Shows each event on standard error. */
  verbose: boolean;
  /** Leaves the run at work at Ctrl-C. */
  keep: boolean;
}

/** The exit code, after the answer was printed. Throws the failure of a run that did not complete. */
export async function followRun(
  context: Context,
  client: Client,
  id: string,
  options: FollowOptions,
): Promise<number> {
  const { signal } = context;
  try {
    await attend(context, client, id, options);
    const done = await client.runs.get(id, { signal });
    context.print(done, runLines);
    if (done.failure) throw NexError.fromFailure(done.failure);
    const missing = done.cassette?.missing ?? 0;
    if (missing > 0) context.note(missingNote(missing));
    return done.state === 'completed' && missing === 0 ? EXIT.ok : EXIT.failure;
  } catch (thrown) {
    if (signal.aborted) await leave(context, client, id, options);
    throw thrown;
  }
}

async function attend(
  context: Context,
  client: Client,
  id: string,
  { verbose }: FollowOptions,
): Promise<void> {
  const { signal } = context;
  using stack = new DisposableStack();
  let opened: LineReader | undefined;
  const desk = terminalDesk(
    context,
    () => (opened ??= stack.use(createLineReader(context))),
    () => {},
  );
  const agents = new Map<string, { agent: string; depth: number }>();
  for await (const { event } of client.runs.events(id, { signal })) {
    const { type, runId, data } = event;
    if (verbose) showEvent(context, event);
    if (type === 'RUN_STARTED')
      agents.set(runId, { agent: text(data['agent']), depth: Number(data['depth']) });
    if (type !== 'PERMISSION_REQUESTED') continue;
    const callId = text(data['callId']);
    const asked = await client.runs.permissions(runId, { signal });
    const request = asked.find((one) => one.runId === runId && one.callId === callId);
    // Somebody else was faster, before this command or meanwhile.
    if (!request || request.decision !== null) continue;
    const place = { agent: '', depth: 0, ...agents.get(runId), runId, rootRunId: id, parentRunId: null };
    const answer = await desk.answer(request, signal, place);
    if (!answer || signal.aborted) continue;
    await client.runs.decidePermission({ runId, callId }, answer, { signal }).catch(ignoreConflict);
  }
}

/** At Ctrl-C, so within a time of its own. */
async function leave(context: Context, client: Client, id: string, { keep }: FollowOptions): Promise<void> {
  if (keep) {
    context.note(`The run goes on. nex follow ${id} watches it, nex cancel ${id} ends it.`);
    return;
  }
  const cancelled = await client.runs
    .cancel(id, { signal: AbortSignal.timeout(CANCEL_TIMEOUT_MS) })
    .then(() => true)
    .catch(() => false);
  context.note(
    cancelled ? `The run ${id} is cancelled.` : `The run may still be at work: nex cancel ${id} ends it.`,
  );
}

function showEvent(context: Context, event: RunEvent): void {
  const details = excerpt(JSON.stringify(event.data), 140);
  context.note(`${event.type} ${event.runId} ${details}`);
}

export function runLines(done: Run): string[] {
  const { usage } = done;
  return [
    done.response,
    '',
    `${done.state}${done.stopReason ? ` (${done.stopReason})` : ''}, ${count(usage.inputTokens)} tokens in, ${count(usage.outputTokens)} out, ${count(usage.modelCalls)} model calls`,
  ];
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function ignoreConflict(thrown: unknown): void {
  if (!(thrown instanceof NexError) || thrown.code !== 'conflict') throw thrown;
}
