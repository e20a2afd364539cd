/** POST /v1/builds/{id}/review/decisions: the newest decision about an item stands. */
import { DecideReview, Review } from '@nex/core';
import { decideReview } from '../../builds/decide-review.ts';
import { BuildParams } from './build-params.ts';
import type { Route } from './index.ts';

export const decideReviewRoute: Route = (app, context) => {
  app.post(
    '/v1/builds/:id/review/decisions',
    {
      schema: {
        summary: 'Accept or reject queries and runs of a build',
        operationId: 'decideReview',
        tags: ['builds'],
        params: BuildParams,
        body: DecideReview,
        response: { 200: Review },
      },
    },
    (request) => decideReview(context, request.params.id, request.body),
  );
};
