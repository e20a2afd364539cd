/** What both faces of the service do: create, read, cancel, follow. */
import {
  type Bundle,
  CreateFramework,
  type Framework,
  MAX_SENTENCE_LENGTH,
  NexError,
  type PageQuery,
} from '@nex/core';
import { activeTraceId, activeTraceparent } from '@nex/telemetry';
import * as z from 'zod';
import type { Context } from './context.ts';
import { findBundle } from './store/bundles.ts';
import * as store from './store/frameworks.ts';
import { readSteps } from './store/steps.ts';

/** How long a follower waits before it looks by itself for changes that other replicas made. */
const LOOK_AGAIN_MS = 500;

export async function createFramework(
  context: Context,
  body: z.input<typeof CreateFramework>,
  idempotencyKey?: string,
): Promise<Framework> {
  const parsed = CreateFramework.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new NexError('invalid_request', issue?.message ?? 'The request is malformed.', {
      where: issue?.path.join('.') ?? '',
    });
  }
  const request = parsed.data;
  checkRequest(request);
  const row = await store.insertFramework(context.pool, request, {
    traceparent: activeTraceparent(),
    traceId: activeTraceId(),
    idempotencyKey,
  });
  await context.queue.add('framework.generate', [
    { id: row.id, payload: { frameworkId: row.id, traceparent: row.traceparent } },
  ]);
  return read(context, row);
}

function checkRequest(request: CreateFramework): void {
  if (request.sentence.length > MAX_SENTENCE_LENGTH) {
    throw new NexError(
      'sentence_too_long',
      `The sentence has ${request.sentence.length} characters; at most ${MAX_SENTENCE_LENGTH} are allowed.`,
      { where: 'sentence', hint: 'Say in a few sentences what the agents should be able to do.' },
    );
  }
  if (!/\p{L}/u.test(request.sentence)) {
    throw new NexError('sentence_empty', 'The sentence holds no words.', {
      where: 'sentence',
      hint: 'Say in a sentence what the agents should be able to do.',
    });
  }
  if (request.minAgents > request.maxAgents) {
    throw new NexError(
      'invalid_request',
      `minAgents (${request.minAgents}) is above maxAgents (${request.maxAgents}).`,
      {
        where: 'minAgents',
        hint: 'Lower minAgents or raise maxAgents.',
      },
    );
  }
}

export async function getFramework(context: Context, id: string): Promise<Framework> {
  return read(context, await mustFind(context, id));
}

export async function listFrameworks(context: Context, { limit, cursor }: PageQuery) {
  const rows = await store.listFrameworks(context.pool, limit + 1, cursor);
  const shown = rows.slice(0, limit);
  const items = await Promise.all(shown.map((row) => read(context, row)));
  return { items, nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

export async function cancelFramework(context: Context, id: string): Promise<Framework> {
  await mustFind(context, id);
  await store.cancelFramework(context.pool, id);
  context.bus.changed(id);
  return getFramework(context, id);
}

export async function getBundle(context: Context, id: string): Promise<Bundle> {
  const row = await mustFind(context, id);
  if (row.state !== 'ready' || row.digest === null) {
    throw new NexError('conflict', `The framework is ${row.state}, so it has no files.`, {
      hint:
        row.state === 'failed' ? 'Its failure says why; create another.' : 'Wait until its state is ready.',
    });
  }
  const files = await findBundle(context.pool, row.digest);
  if (!files) throw new NexError('internal', 'The bundle of the framework is not there.');
  return { digest: row.digest, files };
}

/** A snapshot at once and after each change, until the framework is at its end. */
export async function* followFramework(
  context: Context,
  id: string,
  signal: AbortSignal,
): AsyncIterable<{ version: number; framework: Framework }> {
  let seen = -1;
  while (!signal.aborted) {
    const wake = context.bus.next(id, LOOK_AGAIN_MS, signal);
    const row = await mustFind(context, id);
    if (row.version !== seen) {
      seen = row.version;
      yield { version: row.version, framework: await read(context, row) };
      if (row.finished_at !== null) return;
    }
    await wake;
  }
}

async function mustFind(context: Context, id: string): Promise<store.FrameworkRow> {
  const row = await store.findFramework(context.pool, id);
  if (row) return row;
  throw new NexError('not_found', `There is no framework ${id}.`, {
    hint: 'GET /v1/frameworks lists those that are.',
  });
}

async function read(context: Context, row: store.FrameworkRow): Promise<Framework> {
  const { steps, usage } = await readSteps(context.pool, row.id);
  return store.toFramework(row, steps, usage);
}
