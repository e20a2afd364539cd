/** A sample whose trajectory is still as it is stored, so that whoever proves it can unpack it, too. */
import { zstdDecompressSync } from 'node:zlib';
import { type Sample, Trajectory, textOf } from '@nex/core';
import { exactMatch } from './schema-match.ts';

export interface PackedSample extends Omit<Sample, 'query' | 'trajectory' | 'lineage'> {
  /** Default: what the user of the trajectory asked first. */
  query?: string;
  /** Without what the trajectory itself says. */
  lineage: Omit<Sample['lineage'], 'model' | 'offlineModel'>;
  /** zstd over the trajectory as JSON. */
  packed: Uint8Array;
}

/** Most trajectories come in one piece, and are not put together. */
const CHUNK_BYTES = 128 * 1024;
const isTrajectory = exactMatch(Trajectory);

/** Throws what `Trajectory` says of its content. */
export function unpackSample(packed: PackedSample): Sample {
  return unpack(packed).sample;
}

/** `isWellFormed`: no string has a lone surrogate. UTF-8 holds none, so JSON in UTF-8 can only spell one as an escape. */
export function unpack({ packed, query, lineage, ...rest }: PackedSample): {
  sample: Sample;
  isWellFormed: boolean;
} {
  const bytes = zstdDecompressSync(packed, { chunkSize: CHUNK_BYTES });
  const stored: unknown = JSON.parse(bytes.toString('utf8'));
  const trajectory = isTrajectory(stored) ? stored : Trajectory.parse(stored);
  const { model, offlineModel } = trajectory.provenance;
  const asked = trajectory.runs[0]?.messages.find(({ role }) => role === 'user');
  const sample: Sample = {
    ...rest,
    query: query ?? (asked ? textOf(asked) : ''),
    trajectory,
    lineage: { ...lineage, model, offlineModel },
  };
  return { sample, isWellFormed: !bytes.includes('\\ud') && !bytes.includes('\\uD') };
}
