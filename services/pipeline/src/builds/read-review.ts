/** What a person is to look at, with what was decided so far. Any build has a review, also one that waits for none. */
import { type Review, ReviewSpec } from '@nex/core';
import type { PipelineContext } from '../context.ts';
import { createTextRedactor } from '../redaction/text-redactor.ts';
import { findBuild } from '../store/build-row.ts';
import { isReviewOpen } from '../store/review-decisions.ts';
import { countDecided, readReviewItems } from '../store/review-items.ts';
import { getBuild, noSuchBuild } from './get-build.ts';

const DEFAULT_SAMPLE = ReviewSpec.shape.sample.parse(undefined);

export async function readReview(context: PipelineContext, id: string): Promise<Review> {
  const { pool, config } = context;
  const row = await findBuild(pool, id);
  if (!row) throw noSuchBuild(id);
  const { seed, review, redaction } = row.spec;
  const [build, open, items, decided] = await Promise.all([
    getBuild(context, id),
    isReviewOpen(pool, id),
    readReviewItems(pool, { id, seed, sample: review?.sample ?? DEFAULT_SAMPLE }),
    countDecided(pool, id),
  ]);
  // Trajectories are redacted already; queries are stored as they were asked.
  const redact = createTextRedactor(redaction, config.redactionSalt);
  return {
    buildId: id,
    waiting: build.paused?.reason === 'review',
    open,
    items: items.map((item) => ({ ...item, query: redact(item.query) })),
    decided,
  };
}
