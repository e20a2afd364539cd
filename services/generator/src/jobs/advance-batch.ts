/**
 * Brings a batch to its end: keeps as many frameworks under way as it asks for, and says of each that is made whether it
 * is a clone. Frameworks are made by jobs of their own, on any replica; here is only what holds the batch together.
 * Members are compared in the order of the request, each when all before it have ended: what is accepted depends on the
 * frameworks alone, not on which was made first.
 */
import { setImmediate } from 'node:timers/promises';
import { addUsage, NexError, NO_USAGE, PLATFORM, toNexError } from '@nex/core';
import { fingerprint, gridCell, readFrameworkModel } from '@nex/framework';
import { activeTraceId, activeTraceparent, inSpan, SpanKind } from '@nex/telemetry';
import { batchOverBudget } from '../batches/batch-budget.ts';
import { type Accepted, cloneOf, storedFingerprint } from '../batches/clone-decision.ts';
import { domainOf } from '../batches/tool-domains.ts';
import { boundContext, type Context } from '../context.ts';
import { languageOf } from '../requests/language-of.ts';
import {
  acceptedPrints,
  changeMember,
  endedMembers,
  type MemberChange,
  type MemberRow,
  readMembers,
  readPrint,
} from '../store/batch-members.ts';
import { readTotals } from '../store/batch-totals.ts';
import {
  type BatchRow,
  BatchTakenAway,
  claimBatch,
  endBatch,
  holdsBatch,
  withBatch,
} from '../store/batches.ts';
import { findBundle } from '../store/bundles.ts';
import { cancelBatchFrameworks } from '../store/cancel-batch.ts';
import { countOpenFrameworks, insertFramework } from '../store/frameworks.ts';
import { readUsages } from '../store/model-calls.ts';
import { generateJob } from './generate-job.ts';
import { writeBatchSentences } from './write-batch-sentences.ts';

/** How long a slot may stay empty before its framework's end is seen. */
const LOOK_MS = 200;
const MAX_FAULTS = 5;

interface Work {
  context: Context;
  batch: BatchRow;
  members: MemberRow[];
  accepted: Accepted[];
}

export async function advanceBatch(
  context: Context,
  payload: { batchId: string; traceparent: string },
  signal: AbortSignal,
): Promise<void> {
  const batch = await claimBatch(context.pool, payload.batchId);
  if (!batch) return;
  context.bus.changed(batch.id);
  await inSpan(
    'batch.advance',
    {
      kind: SpanKind.CONSUMER,
      traceparent: batch.traceparent,
      attributes: { 'nex.batch.id': batch.id },
    },
    () =>
      context.callers.run({ tenant: batch.tenant, actor: PLATFORM }, () =>
        bringToItsEnd(boundContext(context), batch, signal),
      ),
  );
}

async function bringToItsEnd(context: Context, batch: BatchRow, signal: AbortSignal): Promise<void> {
  const { pool, bus } = context;
  try {
    const members = await readMembers(pool, batch.id);
    await writeBatchSentences(context, batch, members, signal);
    const earlier = batch.request.compareWith === 'earlier_batches';
    const work = { context, batch, members, accepted: await acceptedPrints(pool, batch.id, { earlier }) };
    while (!members.every(({ state }) => isFinal(state))) {
      signal.throwIfAborted();
      if (!(await holdsBatch(pool, batch))) return;
      const changes = (await settle(work)) + (await decide(work, signal)) + (await launch(work));
      if (changes > 0) bus.changed(batch.id);
      else await bus.next(batch.id, LOOK_MS, signal);
    }
    await withBatch(pool, batch, (tx) => endBatch(tx, batch.id, { state: 'completed' }));
  } catch (thrown) {
    if (thrown instanceof BatchTakenAway) return;
    const error = toNexError(thrown);
    // As for frameworks: what may pass by itself, and a shutdown, leave the row open.
    const again = error.code === 'unavailable' || (error.code === 'internal' && batch.fence < MAX_FAULTS);
    if (signal.aborted || again) throw thrown;
    await fail(context, batch, error);
  } finally {
    bus.changed(batch.id);
  }
}

/** Ends the batch and what it has under way, unless it was cancelled or taken over in the meantime. */
async function fail({ pool, bus }: Context, batch: BatchRow, error: NexError): Promise<void> {
  try {
    const ended = await withBatch(pool, batch, async (tx) => {
      await endBatch(tx, batch.id, { state: 'failed', failure: error.toFailure() });
      return cancelBatchFrameworks(tx, batch.id);
    });
    for (const frameworkId of ended) bus.changed(frameworkId);
  } catch (thrown) {
    if (!(thrown instanceof BatchTakenAway)) throw thrown;
  }
}

function isFinal(state: MemberRow['state']): boolean {
  return state === 'accepted' || state === 'clone_of' || state === 'failed' || state === 'cancelled';
}

/** Takes note of frameworks that came to their end. */
async function settle({ context, batch, members }: Work): Promise<number> {
  const { pool } = context;
  const ended = await endedMembers(pool, batch.id);
  for (const one of ended) {
    const usage = (await readUsages(pool, one.framework_id)).reduce(addUsage, NO_USAGE);
    const change: MemberChange =
      one.state === 'ready'
        ? { state: 'ready', usage, ...(await describe(context, one.digest ?? '')) }
        : { state: one.state, usage, ...(one.failure ? { failure: one.failure } : {}) };
    await withBatch(pool, batch, (tx) => changeMember(tx, batch.id, one.position, change));
    note(members, one.position, change.state);
  }
  return ended.length;
}

async function describe(
  context: Context,
  digest: string,
): Promise<Pick<MemberChange, 'fingerprint' | 'cell'>> {
  const files = await findBundle(context.pool, digest);
  if (!files) throw new NexError('internal', 'The bundle of a framework is not there.', { where: digest });
  const model = readFrameworkModel(files);
  const { nodeBand, depth, pattern, domains, key } = gridCell(model, (server) =>
    domainOf(context.catalogue, server),
  );
  return {
    fingerprint: storedFingerprint(fingerprint(model)),
    cell: { nodeBand, depth, pattern, domains, key },
  };
}

/** In order, up to the first that is not made yet. */
async function decide({ context, batch, members, accepted }: Work, signal: AbortSignal): Promise<number> {
  const { pool } = context;
  let decided = 0;
  for (const member of members) {
    if (isFinal(member.state)) continue;
    if (member.state !== 'ready') break;
    signal.throwIfAborted();
    const print = await readPrint(pool, batch.id, member.position);
    if (!print || member.framework_id === null)
      throw new NexError('internal', 'A member has no fingerprint.');
    const found = cloneOf(print, accepted, batch.request.maxSimilarity);
    const change: MemberChange = found
      ? { state: 'clone_of', cloneOf: found.frameworkId, similarity: found.similarity }
      : { state: 'accepted' };
    await withBatch(pool, batch, (tx) => changeMember(tx, batch.id, member.position, change));
    member.state = change.state;
    if (!found) accepted.push({ frameworkId: member.framework_id, fingerprint: print });
    decided += 1;
    // Comparing hundreds takes time in which others want their turn.
    await setImmediate();
  }
  return decided;
}

/** Fills the room that is left. A framework and its member are written together, so that none is made unseen. */
async function launch({ context, batch, members }: Work): Promise<number> {
  const underWay = members.filter(({ state }) => state === 'generating').length;
  const next = members
    .flatMap(({ position, state, request }) =>
      state === 'waiting' && request ? [{ position, request }] : [],
    )
    .slice(0, Math.max(0, batch.request.concurrency - underWay));
  if (next.length === 0) return 0;
  const over = await overBudget(context, batch);
  if (over) return stop({ context, batch, members }, over);
  const origin = { traceparent: activeTraceparent(), traceId: activeTraceId() };
  const rows = await withBatch(context.pool, batch, async (tx) => {
    const made = [];
    for (const { position, request } of next) {
      const idempotencyKey = `${batch.id}/${position}`;
      const shown = { sentence: request.sentence, language: languageOf(request) };
      const row = await insertFramework(tx, request, shown, { ...origin, idempotencyKey });
      await changeMember(tx, batch.id, position, { state: 'generating', frameworkId: row.id });
      made.push({ position, row });
    }
    return made;
  });
  for (const { position, row } of rows) note(members, position, 'generating', row.id);
  const place = await countOpenFrameworks(context.pool);
  await context.queue.add(
    'framework.generate',
    rows.map(({ row }) => generateJob(row, place)),
  );
  return rows.length;
}

async function overBudget({ pool }: Context, { id, request, created_at: since }: BatchRow) {
  const { budget } = request;
  if (Object.keys(budget).length === 0) return undefined;
  const { usage } = await readTotals(pool, id);
  return batchOverBudget(budget, { usage, seconds: (Date.now() - since.getTime()) / 1000 });
}

/** Nothing is begun any more. */
async function stop(
  { context, batch, members }: Pick<Work, 'context' | 'batch' | 'members'>,
  why: NexError,
): Promise<number> {
  const waiting = members.filter(({ state }) => state === 'waiting');
  const change: MemberChange = { state: 'failed', failure: why.toFailure() };
  await withBatch(context.pool, batch, async (tx) => {
    for (const { position } of waiting) await changeMember(tx, batch.id, position, change);
  });
  for (const member of waiting) member.state = 'failed';
  return waiting.length;
}

function note(members: readonly MemberRow[], position: number, state: MemberRow['state'], id?: string): void {
  const member = members.find((one) => one.position === position);
  if (!member) return;
  member.state = state;
  if (id !== undefined) member.framework_id = id;
}
