/** GET /v1/frameworks/{id}/steps: every step that has begun; one by one they have input, output and calls. */
import { FrameworkStepDetail } from '@nex/core';
import * as z from 'zod';
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
        response: { 200: z.object({ items: z.array(FrameworkStepDetail) }) },
      },
    },
    async (request) => ({ items: await listSteps(context, request.params.id) }),
  );
};
