/** GET /v1/frameworks/{id}/steps: every step that has begun; one by one they have input, output and calls. */
import { FrameworkStepDetail, PageQuery, page, pageOfAll } from '@nex/core';
import { listSteps } from '../../frameworks.ts';
import { Id, type Route } from './route.ts';

export const listStepsRoute: Route = (app, context) => {
  app.get(
    '/v1/frameworks/:id/steps',
    {
      schema: {
        tags: ['frameworks'],
        summary: 'Steps of a framework, in order',
        operationId: 'listFrameworkSteps',
        params: Id,
        querystring: PageQuery,
        response: { 200: page(FrameworkStepDetail) },
      },
    },
    async ({ params, query }) =>
      pageOfAll(await listSteps(context, params.id), query, ({ name, round }) => `${name}.${round}`),
  );
};
