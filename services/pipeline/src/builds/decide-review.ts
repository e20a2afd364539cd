/** Takes down what a person decided about queries and runs of a build, those of the sample or any others. */
import { ANONYMOUS, type DecideReview, NexError, type Review } from '@nex/core';
import type { PipelineContext } from '../context.ts';
import { findBuild } from '../store/build-row.ts';
import { insertDecisions, lockForReview, unknownItems } from '../store/review-decisions.ts';
import { noSuchBuild } from './get-build.ts';
import { readReview } from './read-review.ts';

/**
 * All or none. A later decision about the same item supersedes; a repeated one is a further row. Throws `conflict` once
 * duplicates are looked for, and `invalid_request` for an item that the build does not have.
 */
export async function decideReview(
  context: PipelineContext,
  id: string,
  decisions: DecideReview,
): Promise<Review> {
  const { pool, callers } = context;
  const { actor } = callers.current();
  // Whom the platform knows is taken down, whatever the request says.
  const decider = actor === ANONYMOUS ? decisions.by : actor;
  if (!(await findBuild(pool, id))) throw noSuchBuild(id);
  await pool.transaction(async (tx) => {
    if (!(await lockForReview(tx, id))) {
      throw new NexError(
        'conflict',
        `The runs of the build ${id} are chosen; decisions would change nothing.`,
        {
          hint: 'Give `review.after` to have a build wait for decisions.',
        },
      );
    }
    const unknown = await unknownItems(
      tx,
      id,
      decisions.items.map((item) => item.id),
    );
    const [first] = unknown;
    if (first !== undefined) {
      throw new NexError(
        'invalid_request',
        `${first} is neither a run nor an accepted query of the build ${id}. Nothing was taken down.`,
        {
          where: `items.${decisions.items.findIndex((item) => item.id === first)}.id`,
          hint: `GET /v1/builds/${id}/review lists what is offered.`,
        },
      );
    }
    await insertDecisions(tx, id, { ...decisions, by: decider });
  });
  return readReview(context, id);
}
