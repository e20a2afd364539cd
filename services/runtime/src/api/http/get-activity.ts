import { Activity, ActivityQuery } from '@nex/core';
import { readActivity } from '../../store/activity.ts';
import type { Operation } from './index.ts';
import { tenantOf } from './own-routes.ts';

/** `GET /v1/activity`. */
export const getActivityOperation: Operation = (app, context) => {
  app.get(
    '/v1/activity',
    {
      schema: {
        tags: ['runs'],
        summary: 'Read what runs now and what was used lately',
        operationId: 'getActivity',
        querystring: ActivityQuery,
        response: { 200: Activity },
      },
    },
    (request) => readActivity(context.pool, tenantOf(request), request.query.span),
  );
};
