/** What both faces of the service do: create, read, cancel, follow. */
import {
  type Bundle,
  type CreateFramework,
  type Framework,
  type FrameworkStepDetail,
  NexError,
  type PageQuery,
} from '@nex/core';
import { priceOf } from '@nex/llm';
import { activeTraceId, activeTraceparent } from '@nex/telemetry';
import type * as z from 'zod';
import type { Context } from './context.ts';
import { follow, pageOf } from './following.ts';
import { generateJob } from './jobs/generate-job.ts';
import { checkRequest } from './requests/check-request.ts';
import { keepSource } from './requests/keep-source.ts';
import { languageOf } from './requests/language-of.ts';
import { USUAL_STEPS, USUAL_STEPS_FROM } from './steps/index.ts';
import { findBundle } from './store/bundles.ts';
import * as store from './store/frameworks.ts';
import { readCalls } from './store/model-calls.ts';
import { findStepDetail, readStepDetails, readSteps, stepKeyOf } from './store/steps.ts';

export async function createFramework(
  context: Context,
  body: z.input<typeof CreateFramework>,
  idempotencyKey?: string,
): Promise<Framework> {
  const asked = checkedRequest(context, body);
  const source =
    asked.from && (await keepSource(context.pool, asked.from, { isExtended: asked.sentence !== '' }));
  const request = source ? { ...asked, from: { digest: source.digest } } : asked;
  const shown = {
    sentence: asked.sentence || (source?.sentence ?? ''),
    language: source?.language ?? languageOf(asked),
  };
  const row = await store.insertFramework(context.pool, request, shown, {
    traceparent: activeTraceparent(),
    traceId: activeTraceId(),
    idempotencyKey,
  });
  const place = await store.countOpenFrameworks(context.pool);
  await context.queue.add('framework.generate', [generateJob(row, place)]);
  return read(context, row);
}

/** The request with its defaults. Throws what `checkRequest` does. */
export function checkedRequest(
  { toolIndex, model, config }: Pick<Context, 'toolIndex' | 'model' | 'config'>,
  body: z.input<typeof CreateFramework>,
): CreateFramework {
  const hasPrice = (name: string) =>
    config.prices !== undefined && priceOf(name, config.prices) !== undefined;
  return checkRequest(body, { toolIndex, model, hasPrice });
}

export async function getFramework(context: Context, id: string): Promise<Framework> {
  return read(context, await mustFind(context, id));
}

export async function listFrameworks(context: Context, { limit, cursor }: PageQuery) {
  const rows = await store.listFrameworks(context.pool, limit + 1, cursor);
  const { shown, nextCursor } = pageOf(rows, limit, (row) => row.id);
  return { items: await Promise.all(shown.map((row) => read(context, row))), nextCursor };
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

/** Every step that has begun, in order; `getStep` has what each took and gave. */
export async function listSteps(context: Context, id: string): Promise<FrameworkStepDetail[]> {
  await mustFind(context, id);
  return readStepDetails(context.pool, id);
}

/** One step with its model calls. */
export async function getStep(
  context: Context,
  id: string,
  { name, round }: { name: string; round: number },
): Promise<FrameworkStepDetail> {
  await mustFind(context, id);
  const key = stepKeyOf(name, round);
  const step = await findStepDetail(context.pool, id, key);
  if (!step) {
    const steps = await readStepDetails(context.pool, id);
    throw new NexError('not_found', `The framework has no step ${name} in round ${round}.`, {
      hint: `It has: ${steps.map((item) => `${item.name} (${item.round})`).join(', ') || 'none yet'}.`,
    });
  }
  return { ...step, calls: await readCalls(context.pool, id, key) };
}

/** A snapshot at once and after each change, until the framework is at its end. */
export async function* followFramework(
  context: Context,
  id: string,
  signal: AbortSignal,
): AsyncIterable<{ version: number; framework: Framework }> {
  const row = {
    find: () => mustFind(context, id),
    read: (found: store.FrameworkRow) => read(context, found),
  };
  for await (const { version, value } of follow(context, id, row, signal))
    yield { version, framework: value };
}

async function mustFind(context: Context, id: string): Promise<store.FrameworkRow> {
  const row = await store.findFramework(context.pool, id);
  if (row) return row;
  throw new NexError('not_found', `There is no framework ${id}.`, {
    hint: 'GET /v1/frameworks lists those that are.',
  });
}

async function read(context: Context, row: store.FrameworkRow): Promise<Framework> {
  const usual = row.request.from ? USUAL_STEPS_FROM : USUAL_STEPS;
  const { steps, usage } = await readSteps(context.pool, row.id, usual);
  return store.toFramework(row, steps, usage);
}
