/** GET /v1/builds/{id}/composition: what its queries are spread over, so far. */
import { BuildComposition } from '@nex/core';
import { noSuchBuild } from '../../builds/get-build.ts';
import { createTextRedactor } from '../../redaction/text-redactor.ts';
import { findBuild } from '../../store/build-row.ts';
import { readComposition } from '../../store/composition.ts';
import { BuildParams } from './build-params.ts';
import type { Route } from './index.ts';

export const buildCompositionRoute: Route = (app, { pool, config }) => {
  app.get(
    '/v1/builds/:id/composition',
    {
      schema: {
        summary: 'Tell what the queries of a build are spread over',
        operationId: 'getBuildComposition',
        tags: ['builds'],
        params: BuildParams,
        response: { 200: BuildComposition },
      },
    },
    async (request) => {
      const { id } = request.params;
      const row = await findBuild(pool, id);
      if (!row) throw noSuchBuild(id);
      const { persona, ...rest } = await readComposition(pool, id);
      const redact = createTextRedactor(row.spec.redaction, config.redactionSalt);
      return { ...rest, persona: persona.map((one) => ({ ...one, name: redact(one.name) })) };
    },
  );
};
