/**
 * Makes the build's queries. Drafts are made concurrently and stored as they come, so no paid call is repeated; they
 * are accepted strictly in order of their slots, so which of two equals wins never depends on timing. A slot that is
 * given up is replaced by a further one until there are as many queries as asked for, no replacement is left, or further
 * ones add nothing.
 */
import { isOfflineModel, type Model, NexError } from '@nex/core';
import { describeCapabilities } from '../bundle/read-capabilities.ts';
import { BuildPaused } from '../control/build-paused.ts';
import type { Web } from '../enhancers/web.ts';
import { QueryPlan, type QuerySlot } from '../plan/plan-queries.ts';
import { SlotStream } from '../plan/slot-stream.ts';
import { AcceptedIndex } from '../query-checks/accepted-index.ts';
import { refuseAmong } from '../query-checks/index.ts';
import { setBuildModel } from '../store/build-state.ts';
import {
  countQueries,
  deleteUndecided,
  type QueryDraftRow,
  readQueryDrafts,
  type Shortfall,
  saveQuery,
  saveShortfall,
  writeProblemTypeCounts,
} from '../store/queries.ts';
import { fixSettings, readAnswered, readOpenCalls, readOpenEnhancements } from '../store/synthesis-calls.ts';
import { insertTaskQueries, readTasks } from '../store/tasks.ts';
import { insertExpansion, insertSeedTree, readExpansions } from '../store/tree.ts';
import { Asker } from '../synthesis/asker.ts';
import { CallLanes } from '../synthesis/call-lanes.ts';
import { REPETITIONS, Saturation } from '../synthesis/saturation.ts';
import { type SynthesisSettings, settleSynthesis } from '../synthesis/settings.ts';
import { Expansions } from '../tree/expansions.ts';
import { ProblemTree } from '../tree/problem-tree.ts';
import { createToolSearch } from '../web-search/tool-search.ts';
import { afterRefusal, type DraftWork, draftQuery, isDecided } from './draft-query.ts';
import type { Stage, StageWork } from './stage.ts';

/** Drafts that may be ahead of the slot that is decided next, per concurrent model call. */
const WINDOW_PER_CALL = 4;
/** The tree grows before anything else: planning waits for it. */
const EXPANSION_RANK = -1;

export const synthesizeQueries: Stage = {
  name: 'synthesize-queries',
  needsBundle: true,
  async run(work) {
    const tasks = await readTasks(work.pool, work.build.id);
    if (tasks.length > 0) {
      const { id, spec } = work.build;
      await work.write((tx) => insertTaskQueries(tx, { id, seed: spec.seed }, tasks));
      return;
    }
    const stop = new AbortController();
    const enough = new AbortController();
    const signal = AbortSignal.any([work.signal, stop.signal]);
    const open = await begin({ ...work, signal, model: until(enough.signal, work.model) });
    const { build } = work;
    const outcome = await decideInOrder(open, { stop, enough });
    await work.write((tx) => writeProblemTypeCounts(tx, build.id, outcome.drawn));
    if (outcome.accepted === build.spec.queries) return;
    const shortfall = { requested: build.spec.queries, accepted: outcome.accepted, reasons: outcome.reasons };
    await work.write(async (tx) => {
      if (outcome.endedEarly) await deleteUndecided(tx, build.id, outcome.decided);
      await saveShortfall(tx, build.id, shortfall);
    });
    const goesOn = outcome.endedEarly || open.draft.settings.onShortfall === 'continue';
    if (outcome.accepted === 0 || !goesOn) throw shortfallOf(shortfall);
  },
  count: countQueries,
};

interface Open {
  draft: DraftWork;
  slots: SlotStream;
  expansions: Expansions;
  tree: ProblemTree;
  known: ReadonlyMap<number, QueryDraftRow>;
}

async function begin(work: StageWork): Promise<Open> {
  const { build, bundle, pool, model } = work;
  const offlineModel = isOfflineModel(model.name);
  const tree = new ProblemTree(bundle.tree);
  const settings = await work.write(async (tx) => {
    await setBuildModel(tx, build.id, { name: model.name, provider: model.provider, offlineModel });
    await insertSeedTree(tx, build.id, tree.nodes());
    return fixSettings(tx, build.id, settleSynthesis(build.spec.synthesis, offlineModel));
  });
  const [rows, calls, answered, enhancements, decided] = await Promise.all([
    readQueryDrafts(pool, build.id),
    readOpenCalls(pool, build.id),
    readAnswered(pool, build.id),
    readOpenEnhancements(pool, build.id),
    readExpansions(pool, build.id),
  ]);
  const lanes = new CallLanes(() => work.control.concurrency);
  work.control.follow(work.laneOf(model));
  const asker = new Asker(work, lanes, { known: calls, answered });
  const expansions = new Expansions({
    seed: build.spec.seed,
    probability: settings.problemTypeExpandProb,
    tree,
    description: bundle.framework.description,
    capabilities: describeCapabilities(bundle.capabilities),
    identifiers: bundle.identifiers,
    known: decided,
    ask: (slotIndex, attempt) =>
      asker.for({ slotIndex, attempt, rank: EXPANSION_RANK, seed: build.spec.seed }),
    store: (row) => work.write((tx) => insertExpansion(tx, build.id, row)),
  });
  const plan = new QueryPlan({ ...build.spec, sampling: settings.sampling }, bundle.tree, bundle.personas);
  const bySlot = Map.groupBy(enhancements, (row) => row.slot_index);
  return {
    draft: {
      ...work,
      settings,
      web: webOf(work, settings),
      asker,
      enhancementsOf(slotIndex) {
        const known = bySlot.get(slotIndex) ?? [];
        bySlot.set(slotIndex, known);
        return known;
      },
    },
    slots: new SlotStream(plan, expansions, build.spec.queries),
    expansions,
    tree,
    known: new Map(rows.map((row) => [row.index, row])),
  };
}

/** What the build names searches in the place of the platform's engine. */
function webOf({ runtime, web }: StageWork, { websearchTool }: SynthesisSettings): Web {
  return websearchTool ? { ...web, search: createToolSearch(runtime, websearchTool) } : web;
}

interface Drafted {
  slot: QuerySlot;
  row: QueryDraftRow;
}

interface Outcome {
  accepted: number;
  reasons: Shortfall['reasons'];
  /** Indexes of the slots that were decided. */
  decided: number[];
  /** Leaf → slots drawn for it, also those that were given up. */
  drawn: Map<string, number>;
  /** No budget was left for more, or more would have added nothing. */
  endedEarly: boolean;
}

/** `stop` ends everything; after `enough` no call is begun, and those under way end. */
interface Ends {
  stop: AbortController;
  enough: AbortController;
}

async function decideInOrder(open: Open, { stop, enough }: Ends): Promise<Outcome> {
  const { draft: work, slots, known } = open;
  const { queries } = work.build.spec;
  const accepted = new AcceptedIndex();
  const outcome: Outcome = { accepted: 0, reasons: {}, decided: [], drawn: new Map(), endedEarly: false };
  const saturation = new Saturation(work.settings.saturation);
  const started: Promise<Drafted>[] = [];
  const start = (slot: Promise<QuerySlot>) => {
    const drafted = slot.then(async (planned) => {
      const row = known.get(planned.index);
      return { slot: planned, row: row && isDecided(row) ? row : await draftQuery(work, planned, row) };
    });
    // Its failure is met when its turn comes; until then it must not count as unhandled.
    drafted.catch(() => {});
    started.push(drafted);
  };
  let replacements = Math.ceil(queries * work.settings.replacementShare);
  const waiting: QuerySlot[] = [];
  /** Slots that are not decided, those that stand in for others included. */
  const left = () => Math.max(queries, started.length) + waiting.length - outcome.decided.length;
  try {
    for (let place = 0; place < queries || place < started.length; place += 1) {
      const ahead = place + 1 + work.control.concurrency * WINDOW_PER_CALL;
      while (started.length < Math.min(queries, ahead)) start(slots.next());
      if (started.length >= queries) for (const slot of waiting.splice(0)) start(slots.replace(slot));
      const drafted = await (started[place] as Promise<Drafted>);
      const { slot } = drafted;
      const row = await decide(work, drafted, accepted);
      outcome.decided.push(slot.index);
      outcome.drawn.set(slot.leafId, (outcome.drawn.get(slot.leafId) ?? 0) + 1);
      for (const { reason } of row.refusals) if (REPETITIONS.has(reason)) saturation.note(0);
      if (row.state === 'accepted') {
        saturation.note(accepted.add(row.text, row.text_digest));
        outcome.accepted += 1;
      } else {
        const reason = row.rejection_reason ?? 'unknown';
        outcome.reasons[reason] = (outcome.reasons[reason] ?? 0) + 1;
        if (replacements > 0) {
          replacements -= 1;
          if (started.length >= queries) start(slots.replace(slot));
          else waiting.push(slot);
        }
      }
      if (left() > 0 && saturation.reached) {
        outcome.reasons['saturated'] = left();
        outcome.endedEarly = true;
        enough.abort();
        break;
      }
    }
    if (enough.signal.aborted) await Promise.allSettled([...started, open.expansions.settled()]);
    else await open.expansions.settled();
  } catch (thrown) {
    const usedUp = isUsedUp(thrown);
    if (!usedUp && !(thrown instanceof BuildPaused)) throw thrown;
    // What was begun is paid for: it becomes rows before the build waits or goes on.
    await Promise.allSettled([...started, open.expansions.settled()]);
    if (!usedUp) throw thrown;
    outcome.reasons['budget'] = left();
    outcome.endedEarly = true;
  } finally {
    stop.abort();
    await Promise.allSettled([...started, open.expansions.settled()]);
  }
  for (const leaf of open.tree.leaves()) if (!outcome.drawn.has(leaf)) outcome.drawn.set(leaf, 0);
  return outcome;
}

function until(enough: AbortSignal, model: Model): Model {
  return {
    ...model,
    async call(request, options) {
      enough.throwIfAborted();
      return model.call(request, options);
    },
  };
}

/** The budget is used up, and the build is to go on with what is there. */
function isUsedUp(thrown: unknown): boolean {
  return thrown instanceof NexError && thrown.code === 'budget_exhausted';
}

/** Compares the draft with those that were accepted before it, and has it written again while attempts are left. */
async function decide(
  work: DraftWork,
  { slot, row: drafted }: Drafted,
  accepted: AcceptedIndex,
): Promise<QueryDraftRow> {
  let row = drafted;
  while (!isDecided(row)) {
    const { identifiers } = work.bundle;
    const draft = { text: row.text, digest: row.text_digest, slot, identifiers, capabilities: [] };
    const refusal = refuseAmong(draft, accepted);
    row = refusal ? afterRefusal(work, row, row.text, refusal) : { ...row, state: 'accepted' };
    const next = row;
    await work.write((tx) => saveQuery(tx, work.build.id, slot, next));
    if (!isDecided(row)) row = await draftQuery(work, slot, row);
  }
  return row;
}

function shortfallOf({ requested, accepted, reasons }: Shortfall): NexError {
  const listed = Object.entries(reasons)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ');
  return new NexError(
    'shortfall',
    `${accepted} of the ${requested} queries asked for could be accepted. Given up: ${listed}.`,
    {
      where: 'synthesize-queries',
      hint: 'Resume the build to try the given-up ones again, raise `synthesis.replacementShare`, or use another model. GET /v1/builds/{id}/queries?state=rejected shows the refused texts.',
    },
  );
}
