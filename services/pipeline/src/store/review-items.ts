/**
 * What a review offers: runs once trajectories are collected, queries before. The sample is drawn by the build's seed and
 * the items' places, so it is the same for the same rows, however often it is looked at.
 */
import { ReviewDecision, type ReviewItem } from '@nex/core';
import { many, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';
import { answerOf, unpackTrajectory } from './trajectories.ts';

/** Beside the sample, those that were decided last. */
const MAX_OTHERS = 500;

const Common = z.object({
  id: z.string(),
  query: z.string(),
  sampled: z.boolean(),
  decisions: z.array(ReviewDecision),
});
const QueryRow = Common.extend({
  difficulty: z.string(),
  language: z.string(),
  problemType: z.array(z.string()),
});
const RunRow = Common.extend({
  queryId: z.string(),
  content: z.instanceof(Uint8Array),
  verdicts: z.array(z.object({ check: z.string(), verdict: z.enum(['flag', 'drop']), reason: z.string() })),
});

export interface Offer {
  id: string;
  seed: number;
  sample: number;
}

export async function readReviewItems(db: Queryable, offer: Offer): Promise<ReviewItem[]> {
  const stage = await maybeOne(
    db,
    z.object({ collected: z.boolean() }),
    sql`select exists (select from pipeline.stages
      where build_id = ${offer.id} and name = 'collect' and state = 'done') as collected`,
  );
  return stage?.collected ? readRuns(db, offer) : readQueries(db, offer);
}

/** `all`: items of the build as `(item_id, one, two)`, with their places. */
function offered({ id, seed, sample }: Offer, all: Sql): Sql {
  return sql`with everything as (${all}), drawn as (
      select item_id from everything order by md5(concat_ws('/', ${seed}::text, 'review', one, two)) limit ${sample}
    ), others as (
      select d.item_id from pipeline.review_decisions d join everything using (item_id)
      where d.build_id = ${id} and d.item_id not in (select item_id from drawn)
      group by d.item_id order by max(d.id) desc limit ${MAX_OTHERS}
    ), offered as (
      select item_id, one, two, true as sampled from drawn join everything using (item_id) union all
      select item_id, one, two, false from others join everything using (item_id)
    )`;
}

const decisionsOf = (buildId: string) => sql`(
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('decision', d.decision, 'by', d.decided_by,
    'note', d.note, 'at', d.decided_at)) order by d.id), '[]')
  from pipeline.review_decisions d where d.build_id = ${buildId} and d.item_id = o.item_id) as decisions`;

async function readQueries(db: Queryable, offer: Offer): Promise<ReviewItem[]> {
  const all = sql`select id as item_id, index as one, 0 as two from pipeline.queries
    where build_id = ${offer.id} and (state = 'accepted' or rejection_reason = 'review')`;
  const rows = await many(
    db,
    QueryRow,
    sql`${offered(offer, all)}
      select q.id, q.text as query, o.sampled, ${decisionsOf(offer.id)}, q.difficulty, q.language,
        q.problem_type as "problemType"
      from offered o join pipeline.queries q on q.id = o.item_id order by o.sampled desc, o.one`,
  );
  return rows.map((row) => ({ kind: 'query', ...row }));
}

async function readRuns(db: Queryable, offer: Offer): Promise<ReviewItem[]> {
  const all = sql`select t.run_id as item_id, r.query_index as one, r.sample_index as two
    from pipeline.trajectories t join pipeline.query_runs r on r.run_id = t.run_id where t.build_id = ${offer.id}`;
  const rows = await many(
    db,
    RunRow,
    sql`${offered(offer, all)}
      select o.item_id as id, q.text as query, o.sampled, ${decisionsOf(offer.id)}, q.id as "queryId", t.content,
        (select coalesce(jsonb_agg(jsonb_build_object('check', v.check_name, 'verdict', v.verdict,
            'reason', v.reason) order by v.check_name), '[]')
          from pipeline.current_verdicts v where v.run_id = t.run_id and v.verdict <> 'keep') as verdicts
      from offered o join pipeline.trajectories t on t.run_id = o.item_id
        join pipeline.queries q on q.id = t.query_id
      order by o.sampled desc, o.one, o.two`,
  );
  return Promise.all(
    rows.map(async ({ content, ...row }) => ({
      kind: 'run' as const,
      ...row,
      answer: answerOf(await unpackTrajectory(content)),
    })),
  );
}

export async function countDecided(
  db: Queryable,
  buildId: string,
): Promise<{ accepted: number; rejected: number }> {
  const row = await maybeOne(
    db,
    z.object({ accepted: z.number(), rejected: z.number() }),
    sql`select count(*) filter (where decision = 'accept')::int as accepted,
      count(*) filter (where decision = 'reject')::int as rejected
      from pipeline.standing_reviews where build_id = ${buildId}`,
  );
  return row ?? { accepted: 0, rejected: 0 };
}
