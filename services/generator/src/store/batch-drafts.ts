/** Sentences as the model wrote them: what was answered once is read, not asked again. */
import { Usage } from '@nex/core';
import { execute, identifier, json, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

const table = identifier('generator');
const Draft = z.object({ sentence: z.string(), usage: Usage });

export interface DraftKey {
  batchId: string;
  position: number;
  attempt: number;
}

export function findDraft(db: Queryable, { batchId, position, attempt }: DraftKey) {
  return maybeOne(
    db,
    Draft,
    sql`select sentence, usage from ${table}.framework_batch_drafts
      where batch_id = ${batchId} and position = ${position} and attempt = ${attempt}`,
  );
}

/** The first answer stays when two workers asked the same; it is returned. */
export async function insertDraft(db: Queryable, key: DraftKey, draft: z.infer<typeof Draft>) {
  await execute(
    db,
    sql`insert into ${table}.framework_batch_drafts (batch_id, position, attempt, sentence, usage)
      values (${key.batchId}, ${key.position}, ${key.attempt}, ${draft.sentence}, ${json(draft.usage)})
      on conflict do nothing`,
  );
  return (await findDraft(db, key)) ?? draft;
}
