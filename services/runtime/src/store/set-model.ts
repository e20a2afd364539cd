/** Which model a run asks. */
import { execute, type Queryable, sql } from '@nex/postgres';
import type { Claim } from './claim.ts';

export async function setModel(
  on: Queryable,
  claim: Claim,
  runId: string,
  { model, provider }: { model: string; provider: string },
): Promise<void> {
  await execute(
    on,
    sql`update runtime.runs set model = ${model}, provider = ${provider}
      where id = ${runId} and model is null
        and exists (select 1 from runtime.run_trees where root_run_id = ${claim.rootRunId} and fence = ${claim.fence})`,
  );
}
