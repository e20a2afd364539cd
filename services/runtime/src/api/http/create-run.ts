import { CreateRun, Run } from '@nex/core';
import { putBundle } from '../../bundles/put-bundle.ts';
import { createRuns } from '../../runs/create-run.ts';
import { findRun } from '../../store/find-runs.ts';
import type { Operation } from './index.ts';
import { tenantOf } from './own-routes.ts';

/** `POST /v1/runs`: a run of a stored bundle, or of files that are stored on the way. */
export const createRunOperation: Operation = (app, context) => {
  app.post(
    '/v1/runs',
    {
      schema: {
        tags: ['runs'],
        summary: 'Run an agent; a known idempotency key gives the run that has it',
        operationId: 'createRun',
        body: CreateRun,
        response: { 202: Run },
      },
    },
    async (request, reply) => {
      const { files, frameworkDigest, ...rest } = request.body;
      const tenant = tenantOf(request);
      const header = request.headers['idempotency-key'];
      const digest = files ? (await putBundle(context, tenant, files)).digest : frameworkDigest;
      const [row] = await createRuns(context, tenant, [
        {
          ...rest,
          frameworkDigest: digest,
          idempotencyKey: rest.idempotencyKey ?? (typeof header === 'string' ? header : undefined),
        },
      ]);
      return reply.code(202).send(await findRun(context.pool, row?.id ?? ''));
    },
  );
};
