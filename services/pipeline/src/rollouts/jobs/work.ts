/** What the parts of the work on one claimed batch share. */
import type { Queryable, Results, Sql } from '@nex/postgres';
import type { PipelineContext } from '../../context.ts';
import type { BatchRow } from '../store/batch-row.ts';

export interface RolloutWork {
  context: PipelineContext;
  batch: BatchRow;
  /** Aborts when the batch is cancelled, claimed by another worker, or the service shuts down. */
  signal: AbortSignal;
  /** Writes under the batch's claim. Throws `Superseded`. */
  write<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /** The same in one round trip, for statements that do not need the rows of those before them here. */
  writeTogether(queries: readonly Sql[]): Promise<Results>;
}
