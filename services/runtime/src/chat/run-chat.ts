/**
 * A chat completion as a run: created, waited for, and cancelled when the client goes away before its end, as clients
 * of chat completions expect; unless it asks for the run to go on. Nobody is there to decide on tool calls, so what would
 * be asked is denied.
 */
import { NexError, type Run } from '@nex/core';
import { agentNotFound } from '../api/http/agents.ts';
import type { Context } from '../context.ts';
import { cancelRun } from '../runs/cancel-run.ts';
import type { DisconnectPolicy } from '../runs/cancel-when-gone.ts';
import { createRuns } from '../runs/create-run.ts';
import { findAgent } from '../store/agents.ts';
import { findRun } from '../store/find-runs.ts';
import { streamEvents } from '../watch/stream-events.ts';
import { type ChatRequest, readConversation } from './chat-request.ts';
import { createTexts } from './chat-texts.ts';

const DEFAULT_SEED = 7;

export async function startChat(context: Context, tenant: string, request: ChatRequest): Promise<Run> {
  const agent = await findAgent(context.pool, tenant, request.model);
  if (!agent) throw agentNotFound(request.model);
  const { input, history } = readConversation(request);
  const schema = request.response_format?.json_schema?.schema;
  const [row] = await createRuns(context, tenant, [
    {
      frameworkDigest: agent.frameworkDigest,
      agent: agent.agent,
      input,
      history,
      seed: (request.seed ?? DEFAULT_SEED) >>> 0,
      unattended: true,
      ...(schema ? { outputSchema: schema } : {}),
    },
  ]);
  return findRun(context.pool, row?.id ?? '');
}

export interface FollowOptions {
  /** Texts come as the model writes them, those between tool calls too. Else the final answer only, at the end. */
  live: boolean;
  onDisconnect: DisconnectPolicy;
  signal: AbortSignal;
}

/** What the client is to read, part by part; the run at its end is what the generator returns. */
export async function* followChat(
  context: Context,
  run: Run,
  { live, onDisconnect, signal }: FollowOptions,
): AsyncGenerator<string, Run> {
  const texts = createTexts();
  try {
    const from = { sequence: 0, open: new Map() };
    for await (const event of await streamEvents(context, run.id, { from, live }, signal)) {
      if (!live || event.run_id !== run.id) continue;
      const part = texts.add(event.type, event.data);
      if (part !== '') yield part;
    }
    const ended = await findRun(context.pool, run.id);
    if (ended.state === 'completed') {
      const rest = texts.end(ended.response);
      if (rest !== '') yield rest;
    }
    return ended;
  } finally {
    if (signal.aborted && onDisconnect === 'cancel') await cancelRun(context, run.id);
  }
}

/** The run at its end. Throws the failure of one that did not complete. */
export function completed(run: Run): Run {
  if (run.state === 'completed') return run;
  throw run.failure
    ? NexError.fromFailure(run.failure)
    : new NexError('internal', `The run ended as ${run.state}.`);
}
