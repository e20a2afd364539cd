/**
 * A chat completion as a run: created, waited for, and cancelled when the client goes away before its end, as clients
 * of chat completions expect. Nobody is there to decide on tool calls, so what would be asked is denied.
 */
import { NexError, type Run } from '@nex/core';
import { agentNotFound } from '../api/http/agents.ts';
import type { Context } from '../context.ts';
import { cancelRun } from '../runs/cancel-run.ts';
import { createRuns } from '../runs/create-run.ts';
import { findAgent } from '../store/agents.ts';
import { findRun } from '../store/find-runs.ts';
import { streamEvents } from '../watch/stream-events.ts';
import { type ChatRequest, readConversation } from './chat-request.ts';

const DEFAULT_SEED = 7;

export async function startChat(context: Context, request: ChatRequest): Promise<Run> {
  const agent = await findAgent(context.pool, request.model);
  if (!agent) throw agentNotFound(request.model);
  const { input, history } = readConversation(request);
  const schema = request.response_format?.json_schema?.schema;
  const [row] = await createRuns(context, [
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

/** Texts of the agent's final answer as they come; the run at its end is what the generator returns. */
export async function* followChat(
  context: Context,
  run: Run,
  signal: AbortSignal,
): AsyncGenerator<string, Run> {
  try {
    // Only the last answer is the completion: what the agent says between its tool calls is its own.
    let texts: string[] = [];
    const from = { sequence: 0, open: new Map() };
    for await (const event of await streamEvents(context, run.id, { from, live: false }, signal)) {
      if (event.run_id !== run.id) continue;
      const { delta } = event.data;
      if (event.type === 'TEXT_MESSAGE_START') texts = [];
      if (event.type === 'TEXT_MESSAGE_CONTENT' && typeof delta === 'string') texts.push(delta);
    }
    const ended = await findRun(context.pool, run.id);
    if (ended.state === 'completed') yield* texts.join('') === ended.response ? texts : [ended.response];
    return ended;
  } finally {
    if (signal.aborted) await cancelRun(context, run.id);
  }
}

/** The run at its end. Throws the failure of one that did not complete. */
export function completed(run: Run): Run {
  if (run.state === 'completed') return run;
  throw run.failure
    ? NexError.fromFailure(run.failure)
    : new NexError('internal', `The run ended as ${run.state}.`);
}
