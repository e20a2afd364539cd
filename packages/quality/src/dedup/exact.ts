/**
 * Exact duplicates, told apart by digests. Duplicates are tagged, never removed: several samples of one query are
 * wanted, several equal trajectories mostly are not, and only the caller knows which holds.
 */
import { type Block, canonicalJson, parseJsonObject, type Trajectory, type TrajectoryRun } from '@nex/core';
import { digestJson, digestText } from '@nex/core/digest';

/** One spelling for texts that read the same: NFKC, lower case, single spaces, no closing punctuation. */
export function normalizeText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .replace(/[\s.!?。！？…]+$/u, '');
}

export function queryDigest(query: string): string {
  return digestText(normalizeText(query));
}

/** As the platform makes them; ids of others may be any text. */
const RUN_ID = /\brun_[0-9a-hjkmnp-tv-z]{26}\b/g;

interface Names {
  /** Of a call of the run at hand. */
  placeOf(id: string): string | null;
  /** With the ids of the trajectory's runs, which its agents are told, as their places among the runs. */
  withoutIds(text: string): string;
}

/**
 * Digest of what was said and done in all runs, blind to ids, times, usage and provenance. Texts count in their
 * normalized spelling, arguments as canonical JSON, a call's id as its place among the run's calls, a run's as its place
 * among the runs: in the order of the calls that started them, since those of one turn start in any order.
 */
export function trajectoryDigest(trajectory: Trajectory): string {
  const places = new Map<string, number>();
  for (const { runId, messages } of trajectory.runs) {
    let place = 0;
    for (const block of messages.flatMap((message) => message.content)) {
      if (block.type === 'tool_call') places.set(`${runId} ${block.id}`, (place += 1));
    }
  }
  const callOf = (run: TrajectoryRun) => places.get(`${run.parentRunId} ${run.parentCallId}`);
  const runs = inOrderOfCalls(trajectory.runs, callOf);
  const indexOf = new Map(runs.map((run, index) => [run.runId, index]));
  const withoutIds = (text: string) =>
    text.includes('run_')
      ? text.replaceAll(RUN_ID, (id) => (indexOf.has(id) ? `run ${indexOf.get(id)}` : id))
      : text;
  return digestJson(
    runs.map((run) => {
      const placeOf = (id: string) => places.get(`${run.runId} ${id}`)?.toString() ?? null;
      return {
        agent: run.agent,
        parent: indexOf.get(run.parentRunId ?? '') ?? null,
        call: callOf(run)?.toString() ?? null,
        messages: run.messages.map(({ role, content }) => [
          role,
          content.map((block) => outline(block, { placeOf, withoutIds })),
        ]),
      };
    }),
  );
}

/** Each before those that its calls started; what nothing of the trajectory started stays in its order. */
function inOrderOfCalls(
  runs: readonly TrajectoryRun[],
  callOf: (run: TrajectoryRun) => number | undefined,
): TrajectoryRun[] {
  const known = new Set(runs.map(({ runId }) => runId));
  const below = Map.groupBy(runs, ({ parentRunId }) =>
    parentRunId !== null && known.has(parentRunId) ? parentRunId : null,
  );
  const ordered = new Set<TrajectoryRun>();
  const add = (run: TrajectoryRun) => {
    if (ordered.has(run)) return;
    ordered.add(run);
    const started = below.get(run.runId) ?? [];
    for (const one of started.toSorted((a, b) => (callOf(a) ?? 0) - (callOf(b) ?? 0))) add(one);
  };
  for (const run of below.get(null) ?? []) add(run);
  for (const run of runs) add(run);
  return [...ordered];
}

function outline(block: Block, names: Names): unknown[] {
  const { placeOf, withoutIds } = names;
  switch (block.type) {
    case 'text':
    case 'reasoning':
      return [block.type, normalizeText(withoutIds(block.text))];
    case 'image':
      return [block.type, block.url];
    case 'tool_call': {
      const args = parseJsonObject(block.argumentsText);
      return [
        block.type,
        placeOf(block.id),
        block.name,
        withoutIds(args === undefined ? block.argumentsText : canonicalJson(args)),
      ];
    }
    case 'tool_result': {
      const content = block.content.map((part) => outline(part, names));
      return [block.type, placeOf(block.toolCallId), block.toolName, block.isError, content];
    }
  }
}

export interface DuplicateTag {
  queryDigest: string;
  trajectoryDigest: string;
  /** Id of the first sample with the same query; `null` when this is the first. */
  sameQueryAs: string | null;
  /** Id of the first sample with the same trajectory; `null` when this is the first. */
  sameTrajectoryAs: string | null;
}

export interface ExactDedup {
  /** Tags a sample against all that were tagged before; the first of its kind is the original. */
  tag(sample: { id: string; query: string; trajectory: Trajectory }): DuplicateTag;
}

/** Holds two digests and one id per sample, nothing of their text. */
export function createExactDedup(): ExactDedup {
  const queries = new Map<string, string>();
  const trajectories = new Map<string, string>();
  return {
    tag({ id, query, trajectory }) {
      const ofQuery = queryDigest(query);
      const ofTrajectory = trajectoryDigest(trajectory);
      const tag: DuplicateTag = {
        queryDigest: ofQuery,
        trajectoryDigest: ofTrajectory,
        sameQueryAs: queries.get(ofQuery) ?? null,
        sameTrajectoryAs: trajectories.get(ofTrajectory) ?? null,
      };
      if (tag.sameQueryAs === null) queries.set(ofQuery, id);
      if (tag.sameTrajectoryAs === null) trajectories.set(ofTrajectory, id);
      return tag;
    },
  };
}
