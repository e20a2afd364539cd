/** GET /v1/frameworks/{id}/steps/{step}: one step with its input, output and model calls. */
import { FrameworkStepDetail } from '@nex/core';
import * as z from 'zod';
import { getStep } from '../../frameworks.ts';
import { Id, type Route } from './route.ts';

export const getStepRoute: Route = (app, context) => {
  app.get(
    '/v1/frameworks/:id/steps/:step',
    {
      schema: {
        tags: ['frameworks'],
        summary: 'One step of a framework, with its model calls',
        operationId: 'getFrameworkStep',
        params: Id.extend({ step: z.string().max(100).describe('Name of the step.') }),
        querystring: z.object({
          round: z.coerce.number().int().min(1).max(100).default(1).describe('Which time it was done.'),
        }),
        response: { 200: FrameworkStepDetail },
      },
    },
    ({ params, query }) => getStep(context, params.id, { name: params.step, round: query.round }),
  );
};
