/** A sample whose trajectory is still as it is stored, so that whoever proves it can unpack it, too. */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type Sample, Trajectory, textOf } from '@nex/core';
import { exactMatch } from './schema-match.ts';

export interface PackedSample extends Omit<Sample, 'query' | 'trajectory' | 'lineage'> {
  /** Default: what the user of the trajectory asked first. */
  query?: string;
  /** Without what the trajectory itself says. */
  lineage: Omit<Sample['lineage'], 'model' | 'offlineModel'>;
  /** zstd over the trajectory as `JSON.stringify` writes it. */
  packed: Uint8Array;
}

/** What comes in one piece need not be put together: as much as the last time, and some more. */
let chunkBytes = 512 * 1024;
const LEAST_CHUNK_BYTES = 16 * 1024;
const END_OF_LINE = 10;
/** Stored JSON has no line breaks, so this tells trajectories apart that are unpacked together. */
const LINE_BREAK = zstdCompressSync(Buffer.of(END_OF_LINE));
const isTrajectory = exactMatch(Trajectory);

/** Throws what `Trajectory` says of its content. */
export function unpackSample(packed: PackedSample): Sample {
  return sampleOf(packed, zstdDecompressSync(packed.packed).toString('utf8'));
}

export interface Unpacked {
  sample: Sample;
  /** No string has a lone surrogate. UTF-8 holds none, so JSON in UTF-8 can only spell one as an escape, `\ud…` as it is stored. */
  isWellFormed: boolean;
}

/**
 * In order. To make a decompressor costs as much as a trajectory's own part, so they share one. Throws what `Trajectory`
 * says of a content.
 */
export function* unpackAll(samples: readonly PackedSample[]): Generator<Unpacked> {
  const frames = samples.flatMap(({ packed }) => [packed, LINE_BREAK]);
  const bytes = zstdDecompressSync(Buffer.concat(frames), { chunkSize: chunkBytes });
  chunkBytes = Math.max(LEAST_CHUNK_BYTES, Math.ceil(bytes.length * 1.125));
  let at = 0;
  for (const packed of samples) {
    const end = bytes.indexOf(END_OF_LINE, at);
    const json = bytes.subarray(at, end);
    yield { sample: sampleOf(packed, json.toString('utf8')), isWellFormed: !json.includes('\\ud') };
    at = end + 1;
  }
}

function sampleOf({ packed: _packed, query, lineage, ...rest }: PackedSample, json: string): Sample {
  const stored: unknown = JSON.parse(json);
  const trajectory = isTrajectory(stored) ? stored : Trajectory.parse(stored);
  const { model, offlineModel } = trajectory.provenance;
  return {
    ...rest,
    query: query ?? askedIn(trajectory),
    trajectory,
    lineage: { ...lineage, model, offlineModel },
  };
}

/** A compaction may have taken the question away. */
function askedIn({ rootRunId, runs }: Trajectory): string {
  const root = runs.find(({ runId }) => runId === rootRunId);
  const asked = (root?.earlierLeaves?.[0] ?? root?.messages)?.find(({ role }) => role === 'user');
  return asked ? textOf(asked) : '';
}
