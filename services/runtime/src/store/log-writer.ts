/**
 * Group commit: entries that come while a statement is on its way go together with the next one. There is one statement
 * at a time: two would halve what goes together, and could wait for each other's rows.
 */
import { NexError } from '@nex/core';
import type { Pool } from '@nex/postgres';
import type { Claim } from './claim.ts';
import { ClaimLost } from './claim-lost.ts';
import type { LogEntry, Written } from './log-entry.ts';
import { type PendingEntry, writeEntries } from './write-entries.ts';

const MAX_BATCH = 128;

export interface LogWriter {
  /** Resolves when the entry is durable. Throws `ClaimLost` when another worker holds the tree; then nothing was written. */
  append(claim: Claim, runId: string, entry: LogEntry): Promise<Written>;
}

interface Waiting extends PendingEntry {
  resolve(written: Written): void;
  reject(thrown: unknown): void;
}

export function createLogWriter(pool: Pool): LogWriter {
  const queue: Waiting[] = [];
  let busy = false;
  const pump = async () => {
    while (queue.length > 0) await writeBatch(pool, queue.splice(0, MAX_BATCH));
    busy = false;
  };
  return {
    append: (claim, runId, entry) =>
      new Promise((resolve, reject) => {
        queue.push({ claim, runId, entry, resolve, reject });
        if (busy) return;
        busy = true;
        // Entries of the same turn of the event loop go together.
        setImmediate(() => void pump());
      }),
  };
}

/** Never rejects: every entry learns of its own fate. */
async function writeBatch(pool: Pool, batch: readonly Waiting[]): Promise<void> {
  try {
    const rows = await writeEntries(pool, batch);
    const byPosition = new Map(rows.map((row) => [row.position, row]));
    for (const [index, { claim, resolve, reject }] of batch.entries()) {
      const row = byPosition.get(index + 1);
      if (row) resolve({ waiting: row.waiting, settled: row.settled });
      else reject(new ClaimLost(claim.rootRunId));
    }
  } catch (thrown) {
    // A store that did not answer may have written all of it: nobody may write it again.
    const unanswered = thrown instanceof NexError && thrown.code === 'unavailable';
    if (batch.length === 1 || unanswered) {
      for (const { reject } of batch) reject(thrown);
      return;
    }
    // One bad entry must not be the fault of the others.
    for (const one of batch) await writeBatch(pool, [one]);
  }
}
