/** Takes a draft through the enhancers. What one did is a row; a row that is there is applied again as it stands. */

import { NexError } from '@nex/core';
import { deriveSeed } from '@nex/core/digest';
import { createRandom } from '../plan/random.ts';
import type { EnhancementRow } from '../store/synthesis-calls.ts';
import type { SynthesisSettings } from '../synthesis/settings.ts';
import type { Change } from './change.ts';
import type { Draft, Enhanced, Enhancer, EnhancerWork } from './enhancer.ts';
import { ENHANCERS } from './index.ts';

export interface EnhanceOptions extends EnhancerWork {
  settings: SynthesisSettings;
  attempt: number;
  /** Why the rules would refuse a draft with a text; `undefined` when they would not. */
  refuses(draft: Draft): string | undefined;
  known(name: string): EnhancementRow | undefined;
  store(row: EnhancementRow): Promise<void>;
}

/** Throws only what a later try can heal: a model that is away, a cancelled build. */
export async function enhance(
  when: Enhancer['when'],
  draft: Draft,
  options: EnhanceOptions,
): Promise<Draft & { originalText?: string }> {
  let now: Draft & { originalText?: string } = draft;
  const { slot, attempt, settings } = options;
  for (const enhancer of ENHANCERS) {
    if (enhancer.when !== when) continue;
    const chance = createRandom(deriveSeed(slot.seed, 'enhance', enhancer.name, attempt)).unit();
    if (chance >= enhancer.probability(settings)) continue;
    const row = options.known(enhancer.name) ?? (await done(enhancer, now, options));
    if (row.applied) now = applied(now, row.change);
  }
  return now;
}

async function done(enhancer: Enhancer, draft: Draft, options: EnhanceOptions): Promise<EnhancementRow> {
  const enhanced = await tried(enhancer, draft, options);
  const row = {
    slot_index: options.slot.index,
    attempt: options.attempt,
    name: enhancer.name,
    version: enhancer.version,
    applied: enhanced.applied,
    reason: enhanced.applied ? '' : enhanced.reason,
    change: enhanced.applied ? enhanced.change : {},
    detail: enhanced.detail ?? {},
  };
  await options.store(row);
  return row;
}

async function tried(enhancer: Enhancer, draft: Draft, options: EnhanceOptions): Promise<Enhanced> {
  try {
    return heldBack(draft, await enhancer.enhance(draft, options), options);
  } catch (thrown) {
    options.signal.throwIfAborted();
    if (!(thrown instanceof NexError) || thrown.retryable) throw thrown;
    return { applied: false, reason: thrown.code };
  }
}

/** What would have a text refused that stood before is not applied: an enhancer costs no query. */
function heldBack(draft: Draft, enhanced: Enhanced, { refuses }: EnhanceOptions): Enhanced {
  if (!enhanced.applied || enhanced.change.text === undefined) return enhanced;
  const reason = refuses(applied(draft, enhanced.change));
  if (reason === undefined || refuses(draft) !== undefined) return enhanced;
  const detail = { ...enhanced.detail, refused: enhanced.change.text };
  return { applied: false, reason: `refused_${reason}`, detail };
}

/** The first original stays the original. */
function applied(draft: Draft & { originalText?: string }, change: Change) {
  const originalText = draft.originalText ?? change.originalText;
  return { ...draft, ...change, ...(originalText === undefined ? {} : { originalText }) };
}
