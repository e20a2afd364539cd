/** A build as it stands. */
import { type Build, NexError } from '@nex/core';
import type { Pool } from '@nex/postgres';
import { readSnapshot } from '../store/snapshots.ts';

export async function getBuild({ pool }: { pool: Pool }, id: string): Promise<Build> {
  const snapshot = await readSnapshot(pool, id);
  if (snapshot) return snapshot.build;
  throw noSuchBuild(id);
}

export function noSuchBuild(id: string): NexError {
  return new NexError('not_found', `There is no build ${id}.`, { hint: 'GET /v1/builds lists the builds.' });
}
