/** Drafts one query until it stands by itself or the attempts are used up; each attempt is a row write. */
import { NexError, NO_USAGE, newId } from '@nex/core';
import { queryDigest } from '@nex/quality';
import { describeCapabilities } from '../bundle/read-capabilities.ts';
import { enhance } from '../enhancers/enhance.ts';
import type { Draft } from '../enhancers/enhancer.ts';
import type { QuerySlot } from '../plan/plan-queries.ts';
import { refuseDraft } from '../query-checks/index.ts';
import type { Refusal } from '../query-checks/query-check.ts';
import { reviewDraft } from '../query-checks/review.ts';
import { type QueryDraftRow, saveQuery } from '../store/queries.ts';
import { type EnhancementRow, insertEnhancement, takeBackEnhancements } from '../store/synthesis-calls.ts';
import type { Ask, Asker } from '../synthesis/asker.ts';
import type { SynthesisSettings } from '../synthesis/settings.ts';
import { SYNTHESIZERS } from '../synthesizers/index.ts';
import type { StageWork } from './stage.ts';

export interface DraftWork extends StageWork {
  settings: SynthesisSettings;
  asker: Asker;
  /** What earlier processes did for the slot. */
  enhancementsOf(slotIndex: number): EnhancementRow[];
}

export function isDecided(row: QueryDraftRow | undefined): boolean {
  return row !== undefined && row.state !== 'drafted';
}

/** Goes on from `before`. The result has a text that passes the checks of a draft, or is rejected. */
export async function draftQuery(
  work: DraftWork,
  slot: QuerySlot,
  before?: QueryDraftRow,
): Promise<QueryDraftRow> {
  let row = before ?? emptyRow(slot);
  while (!isDecided(row) && row.text === '') {
    const next = await attempt(work, slot, row);
    await work.write((tx) => saveQuery(tx, work.build.id, slot, next));
    row = next;
  }
  return row;
}

/** The row when `refusal` stands against its text: due for another attempt, or rejected when there is none left. */
export function afterRefusal(
  { settings }: Pick<DraftWork, 'settings'>,
  row: QueryDraftRow,
  text: string,
  refusal: Refusal,
): QueryDraftRow {
  const refusals = [...row.refusals, { ...refusal, text }];
  if (row.attempts < settings.attempts) {
    return { ...row, text: '', text_digest: '', original_text: null, initial_state: null, refusals };
  }
  return {
    ...row,
    state: 'rejected',
    text,
    text_digest: queryDigest(text),
    rejection_reason: refusal.reason,
    refusals,
  };
}

function emptyRow(slot: QuerySlot): QueryDraftRow {
  return {
    id: newId('query'),
    index: slot.index,
    state: 'drafted',
    text: '',
    text_digest: '',
    rejection_reason: null,
    refusals: [],
    attempts: 0,
    usage: NO_USAGE,
    persona: slot.persona,
    original_text: null,
    initial_state: null,
    synthesizer: '',
  };
}

async function attempt(work: DraftWork, slot: QuerySlot, before: QueryDraftRow): Promise<QueryDraftRow> {
  work.signal.throwIfAborted();
  const number = before.attempts;
  const synthesizer = SYNTHESIZERS[work.settings.drafts];
  const capabilities = describeCapabilities(work.bundle.capabilities);
  const row = {
    ...before,
    attempts: number + 1,
    synthesizer: `${synthesizer.name}@${synthesizer.version}`,
  };
  const spent = () => ({ usage: work.asker.usageOf(slot.index) });
  // What precedes the writing is done once per slot.
  const material = await enhance(
    'before',
    { persona: slot.persona, text: '', evidence: [], files: {} },
    enhancing(work, slot, 0),
  );
  const made = { ...row, persona: material.persona };
  const ask = askerOf(work, slot, number);
  const written = await unlessUnusable(() =>
    synthesizer.synthesize(ask, {
      slot,
      persona: material.persona,
      description: descriptionOf(work),
      capabilities,
      nonce: slot.index * work.settings.attempts + number,
      avoid: [...new Set(before.refusals.flatMap(({ text, rival = '' }) => [text, rival]))].filter(Boolean),
      evidence: material.evidence,
    }),
  );
  if (written === undefined) {
    return afterRefusal(work, { ...made, ...spent() }, '', { reason: 'model_bad_output' });
  }
  const plain = { ...material, text: written };
  const draft = written === '' ? plain : await enhance('after', plain, enhancing(work, slot, number));
  const { refusal, settled } = await settle(work, slot, number, {
    plain,
    draft,
    review: async (one) =>
      work.settings.review === 'on'
        ? unlessUnusable(() => reviewDraft(ask, judgedOf(work, slot, one), material.persona))
        : undefined,
  });
  const { text, originalText = null, files } = settled;
  const { filePlace } = work.bundle;
  const initialState =
    filePlace !== undefined && Object.keys(files).length > 0 ? { [filePlace]: { ...files } } : null;
  const billed = { ...made, ...spent() };
  return refusal
    ? afterRefusal(work, billed, text, refusal)
    : {
        ...billed,
        text,
        text_digest: queryDigest(text),
        original_text: originalText,
        initial_state: initialState,
      };
}

type Enhanced = Draft & { originalText?: string };

interface Drafts {
  /** As it was written. */
  plain: Enhanced;
  /** As the enhancers left it. */
  draft: Enhanced;
  review(draft: Draft): Promise<Refusal | undefined>;
}

/** The draft that counts. What the model refuses for what enhancers made of it is tried as it was written. */
async function settle(
  work: DraftWork,
  slot: QuerySlot,
  attemptNumber: number,
  { plain, draft, review }: Drafts,
): Promise<{ settled: Enhanced; refusal: Refusal | undefined }> {
  const byRule = (one: Draft) => refuseDraft(judgedOf(work, slot, one));
  const refused = byRule(draft);
  if (refused) return { settled: draft, refusal: refused };
  const refusal = await review(draft);
  if (!refusal || draft.text === plain.text) return { settled: draft, refusal };
  if (byRule(plain) ?? (await review(plain))) return { settled: draft, refusal };
  const of = { slotIndex: slot.index, attempt: attemptNumber, reason: `refused_${refusal.reason}` };
  await work.write((tx) => takeBackEnhancements(tx, work.build.id, of));
  return { settled: plain, refusal: undefined };
}

/** What the checks see of a draft. */
function judgedOf({ bundle }: DraftWork, slot: QuerySlot, { text, files }: Draft) {
  const { identifiers } = bundle;
  const capabilities = describeCapabilities(bundle.capabilities);
  return { text, digest: queryDigest(text), slot, identifiers, capabilities, files: Object.keys(files) };
}

function askerOf(work: DraftWork, slot: QuerySlot, number: number): Ask {
  return work.asker.for({ slotIndex: slot.index, attempt: number, rank: slot.index, seed: slot.seed });
}

function descriptionOf({ settings, bundle }: DraftWork): string {
  return settings.includeFrameworkDescription ? bundle.framework.description : '';
}

function enhancing(work: DraftWork, slot: QuerySlot, number: number) {
  const known = work.enhancementsOf(slot.index);
  return {
    slot,
    attempt: number,
    settings: work.settings,
    description: descriptionOf(work),
    capabilities: describeCapabilities(work.bundle.capabilities),
    maxResults: work.settings.websearchMaxResults,
    filePlace: work.bundle.filePlace,
    ask: askerOf(work, slot, number),
    web: work.web,
    signal: work.signal,
    refuses: (draft: Draft) => refuseDraft(judgedOf(work, slot, draft))?.reason,
    known: (name: string) => known.find((row) => row.name === name && row.attempt === number),
    async store(row: EnhancementRow) {
      await work.write((tx) => insertEnhancement(tx, work.build.id, row));
      known.push(row);
    },
  };
}

/** `undefined` when the model gave no answer of the form asked for. */
async function unlessUnusable<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof NexError && thrown.code === 'model_bad_output') return undefined;
    throw thrown;
  }
}
