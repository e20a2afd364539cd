/** GET /v1/builds/{id}/review: a sample of what was made, with the decisions about it. */
import { Review } from '@nex/core';
import { readReview } from '../../builds/read-review.ts';
import { BuildParams } from './build-params.ts';
import type { Route } from './index.ts';

export const getReviewRoute: Route = (app, context) => {
  app.get(
    '/v1/builds/:id/review',
    {
      schema: {
        summary: 'Read what is to be reviewed of a build',
        operationId: 'getReview',
        tags: ['builds'],
        params: BuildParams,
        response: { 200: Review },
      },
    },
    (request) => readReview(context, request.params.id),
  );
};
