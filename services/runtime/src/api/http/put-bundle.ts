import { BundleFile } from '@nex/core';
import * as z from 'zod';
import { putBundle } from '../../bundles/put-bundle.ts';
import type { Operation } from './index.ts';
import { tenantOf } from './own-routes.ts';

/** `PUT /v1/bundles`: stores files under the digest of their content. Storing them again changes nothing. */
export const putBundleOperation: Operation = (app, context) => {
  app.put(
    '/v1/bundles',
    {
      schema: {
        tags: ['bundles'],
        summary: 'Store a bundle after loading every agent in it',
        operationId: 'putBundle',
        body: z.strictObject({ files: z.array(BundleFile).min(1).max(400) }),
        response: { 200: z.object({ digest: z.string(), agents: z.array(z.string()) }) },
      },
    },
    async (request) => {
      const { digest, agents } = await putBundle(context, tenantOf(request), request.body.files);
      return { digest, agents: agents.map((agent) => agent.name) };
    },
  );
};
