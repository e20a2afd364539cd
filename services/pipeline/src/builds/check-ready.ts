/** Whether the pipeline can work: its database and both peers answer. */

import { NexError } from '@nex/core';
import { sql } from '@nex/postgres';
import { isAway } from '@nex/rpc';
import type { PipelineContext } from '../context.ts';

const TIMEOUT_MS = 2000;

/** Throws `unavailable` naming what does not answer. */
export async function checkReady({ pool, runtime, generator }: PipelineContext): Promise<void> {
  await pool.query(sql`select 1`);
  const probe = { timeoutMs: TIMEOUT_MS };
  await answers('generator', generator.getFramework({ id: 'fw_probe' }, probe));
  await answers('runtime', runtime.getRun({ id: 'run_probe' }, probe));
}

/** Any answer will do, also that there is nothing of that id. */
async function answers(peer: string, call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (thrown) {
    if (isAway(thrown)) throw new NexError('unavailable', `The ${peer} does not answer.`, { cause: thrown });
  }
}
