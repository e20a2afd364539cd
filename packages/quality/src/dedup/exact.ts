/**
 * Exact duplicates, told apart by digests. Duplicates are tagged, never removed: several samples of one query are
 * wanted, several equal trajectories mostly are not, and only the caller knows which holds.
 */
import { type Block, canonicalJson, parseJsonObject, type Trajectory } from '@nex/core';
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

/**
 * Digest of what was said and done in all runs, blind to ids, times, usage and provenance. Texts count in their
 * normalized spelling, arguments as canonical JSON, a call's id as its place among the run's calls.
 */
export function trajectoryDigest(trajectory: Trajectory): string {
  const places = new Map<string, string>();
  for (const { runId, messages } of trajectory.runs) {
    let place = 0;
    for (const block of messages.flatMap((message) => message.content)) {
      if (block.type === 'tool_call') places.set(`${runId} ${block.id}`, `${(place += 1)}`);
    }
  }
  const indexOf = new Map(trajectory.runs.map((run, index) => [run.runId, index]));
  return digestJson(
    trajectory.runs.map((run) => ({
      agent: run.agent,
      parent: indexOf.get(run.parentRunId ?? '') ?? null,
      call: places.get(`${run.parentRunId} ${run.parentCallId}`) ?? null,
      messages: run.messages.map(({ role, content }) => [
        role,
        content.map((block) => outline(block, (id) => places.get(`${run.runId} ${id}`) ?? null)),
      ]),
    })),
  );
}

function outline(block: Block, placeOf: (id: string) => string | null): unknown[] {
  switch (block.type) {
    case 'text':
    case 'reasoning':
      return [block.type, normalizeText(block.text)];
    case 'image':
      return [block.type, block.url];
    case 'tool_call': {
      const args = parseJsonObject(block.argumentsText);
      return [
        block.type,
        placeOf(block.id),
        block.name,
        args === undefined ? block.argumentsText : canonicalJson(args),
      ];
    }
    case 'tool_result': {
      const content = block.content.map((part) => outline(part, placeOf));
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
