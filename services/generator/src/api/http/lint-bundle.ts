/** POST /v1/lint: the findings over a bundle. */
import { BundleFile, LintFinding } from '@nex/core';
import * as z from 'zod';
import { lintBundle } from '../../lint/lint-bundle.ts';
import type { Route } from './route.ts';

export const lintBundleRoute: Route = (app, context) => {
  app.post(
    '/v1/lint',
    {
      schema: {
        tags: ['frameworks'],
        summary: 'Lint the files of a framework',
        operationId: 'lintBundle',
        body: z.strictObject({ files: z.array(BundleFile).min(1).max(400) }),
        response: { 200: z.object({ findings: z.array(LintFinding), ok: z.boolean() }) },
      },
    },
    async (request) => {
      const findings = await lintBundle(request.body.files, context.catalogue);
      return { findings, ok: findings.every((finding) => finding.severity !== 'error') };
    },
  );
};
