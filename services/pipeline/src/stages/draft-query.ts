/** Drafts one query until it stands by itself or the attempts are used up; each attempt is a row write. */
import { addUsage, NexError, NO_USAGE, newId } from '@nex/core';
import { deriveSeed } from '@nex/core/digest';
import { queryDigest } from '@nex/quality';
import type { LimitFunction } from 'p-limit';
import { describeCapabilities } from '../bundle/read-capabilities.ts';
import type { QuerySlot } from '../plan/plan-queries.ts';
import { refuseDraft } from '../query-checks/index.ts';
import type { Refusal } from '../query-checks/query-check.ts';
import { type QueryDraftRow, saveQuery } from '../store/queries.ts';
import { SYNTHESIZERS } from '../synthesizers/index.ts';
import type { SynthesizedQuery } from '../synthesizers/synthesizer.ts';
import type { StageWork } from './stage.ts';

export const MAX_ATTEMPTS = 4;
const TEMPERATURE = 0.8;

export function isDecided(row: QueryDraftRow | undefined): boolean {
  return row !== undefined && row.state !== 'drafted';
}

/** Goes on from `before`. The result has a text that passes the checks of a draft, or is rejected. */
export async function draftQuery(
  work: StageWork,
  limit: LimitFunction,
  slot: QuerySlot,
  before?: QueryDraftRow,
): Promise<QueryDraftRow> {
  let row = before ?? emptyRow(slot.index);
  while (!isDecided(row) && row.text === '') {
    // Writing the row down belongs to the attempt: no more paid answers are ever at risk than calls run at a time.
    row = await limit(async () => {
      const next = afterAttempt(work, slot, row, await attempt(work, slot, row));
      await work.write((tx) => saveQuery(tx, work.build.id, slot, next));
      return next;
    });
  }
  return row;
}

/** The row when `refusal` stands against its text: due for another attempt, or rejected when there is none left. */
export function afterRefusal(row: QueryDraftRow, text: string, refusal: Refusal): QueryDraftRow {
  const refusals = [...row.refusals, { ...refusal, text }];
  if (row.attempts < MAX_ATTEMPTS) return { ...row, text: '', text_digest: '', refusals };
  return {
    ...row,
    state: 'rejected',
    text,
    text_digest: queryDigest(text),
    rejection_reason: refusal.reason,
    refusals,
  };
}

function emptyRow(index: number): QueryDraftRow {
  return {
    id: newId('query'),
    index,
    state: 'drafted',
    text: '',
    text_digest: '',
    rejection_reason: null,
    refusals: [],
    attempts: 0,
    usage: NO_USAGE,
  };
}

/** `undefined` when the model gave no answer of the form asked for. */
async function attempt(
  { build, bundle, model, signal }: StageWork,
  slot: QuerySlot,
  row: QueryDraftRow,
): Promise<SynthesizedQuery | undefined> {
  signal.throwIfAborted();
  const synthesizer = SYNTHESIZERS[slot.index % SYNTHESIZERS.length];
  if (!synthesizer) throw new NexError('internal', 'No synthesizer is listed.');
  const nonce = slot.index * MAX_ATTEMPTS + row.attempts;
  try {
    return await synthesizer.synthesize(
      model,
      {
        slot,
        description: bundle.framework.description,
        capabilities: describeCapabilities(bundle.capabilities),
        nonce,
        avoid: [...new Set(row.refusals.flatMap(({ text, rival = '' }) => [text, rival]))].filter(Boolean),
        sampling: { seed: deriveSeed(build.spec.seed, slot.seed, row.attempts), temperature: TEMPERATURE },
      },
      signal,
    );
  } catch (thrown) {
    if (thrown instanceof NexError && thrown.code === 'model_bad_output') return undefined;
    throw thrown;
  }
}

function afterAttempt(
  { bundle }: StageWork,
  slot: QuerySlot,
  before: QueryDraftRow,
  written: SynthesizedQuery | undefined,
): QueryDraftRow {
  const row = { ...before, attempts: before.attempts + 1 };
  if (!written) return afterRefusal(row, '', { reason: 'model_bad_output' });
  const { text } = written;
  const digest = queryDigest(text);
  const billed = { ...row, usage: addUsage(row.usage, written.usage) };
  const refusal = refuseDraft({ text, digest, slot, identifiers: bundle.identifiers });
  return refusal ? afterRefusal(billed, text, refusal) : { ...billed, text, text_digest: digest };
}
