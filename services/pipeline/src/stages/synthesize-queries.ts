/**
 * Makes the build's queries. Drafts are asked for concurrently and stored as they come, so no paid call is repeated;
 * they are accepted strictly in order of their slots, so which of two equals wins never depends on timing.
 */
import { NexError } from '@nex/core';
import pLimit from 'p-limit';
import { planQueries, type QuerySlot } from '../plan/plan-queries.ts';
import { AcceptedIndex } from '../query-checks/accepted-index.ts';
import { refuseAmong } from '../query-checks/index.ts';
import { setBuildModel } from '../store/build-state.ts';
import {
  countQueries,
  type QueryDraftRow,
  readQueryDrafts,
  saveQuery,
  writeProblemTypeCounts,
} from '../store/queries.ts';
import { afterRefusal, draftQuery, isDecided } from './draft-query.ts';
import type { Stage, StageWork } from './stage.ts';

/** Drafts that may be ahead of the slot that is decided next, per concurrent model call. */
const WINDOW_PER_CALL = 4;

export const synthesizeQueries: Stage = {
  name: 'synthesize-queries',
  async run(work) {
    const { build, bundle, pool, model } = work;
    const slots = planQueries(build.spec, bundle.tree, bundle.personas);
    await work.write((tx) =>
      setBuildModel(tx, build.id, {
        name: model.name,
        provider: model.provider,
        offlineModel: model.name.startsWith('nex-offline'),
      }),
    );
    const known = new Map((await readQueryDrafts(pool, build.id)).map((row) => [row.index, row]));
    const accepted = new AcceptedIndex();
    let acceptedCount = 0;
    const accept = (row: QueryDraftRow) => {
      accepted.add(row.text, row.text_digest);
      acceptedCount += 1;
    };
    for (const row of known.values()) if (row.state === 'accepted') accept(row);
    await decideInOrder(work, slots, known, accepted, accept);
    await work.write((tx) => writeProblemTypeCounts(tx, build.id, drawnByLeaf(slots)));
    if (acceptedCount === 0) throw nothingAccepted(slots.length);
  },
  count: countQueries,
};

async function decideInOrder(
  work: StageWork,
  slots: readonly QuerySlot[],
  known: ReadonlyMap<number, QueryDraftRow>,
  accepted: AcceptedIndex,
  accept: (row: QueryDraftRow) => void,
): Promise<void> {
  const { concurrency } = work.build.spec;
  const stop = new AbortController();
  const signal = AbortSignal.any([work.signal, stop.signal]);
  const limit = pLimit(concurrency);
  const draft = (slot: QuerySlot, row?: QueryDraftRow) => draftQuery({ ...work, signal }, limit, slot, row);
  const open = slots.filter((slot) => !isDecided(known.get(slot.index)));
  const started: Promise<QueryDraftRow>[] = [];
  const startUpTo = (count: number) => {
    for (const slot of open.slice(started.length, count)) {
      const promise = draft(slot, known.get(slot.index));
      // Its failure is met when its turn comes; until then it must not count as unhandled.
      promise.catch(() => {});
      started.push(promise);
    }
  };
  try {
    for (const [place, slot] of open.entries()) {
      startUpTo(place + 1 + concurrency * WINDOW_PER_CALL);
      let row = await (started[place] as Promise<QueryDraftRow>);
      while (!isDecided(row)) {
        const refusal = refuseAmong(
          { text: row.text, digest: row.text_digest, slot, identifiers: work.bundle.identifiers },
          accepted,
        );
        row = refusal ? afterRefusal(row, row.text, refusal) : { ...row, state: 'accepted' };
        const decided = row;
        await work.write((tx) => saveQuery(tx, work.build.id, slot, decided));
        if (!isDecided(row)) row = await draft(slot, row);
      }
      if (row.state === 'accepted') accept(row);
    }
  } finally {
    stop.abort();
    await Promise.allSettled(started);
  }
}

function drawnByLeaf(slots: readonly QuerySlot[]): Map<string, number> {
  const drawn = new Map<string, number>();
  for (const { leafId } of slots) drawn.set(leafId, (drawn.get(leafId) ?? 0) + 1);
  return drawn;
}

function nothingAccepted(requested: number): NexError {
  return new NexError(
    'shortfall',
    `None of the ${requested} queries that the model wrote could be accepted.`,
    {
      where: 'synthesize-queries',
      hint: 'The reasons stand in the build’s rejected queries. Try another model, or resume the build to try again.',
    },
  );
}
