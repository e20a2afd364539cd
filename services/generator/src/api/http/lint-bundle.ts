/** POST /v1/lint: the findings over the files of a framework, of our form or the reference's. */
import { BundleFile, LintFinding } from '@nex/core';
import * as z from 'zod';
import { lintBundle } from '../../lint/lint-bundle.ts';
import type { Route } from './route.ts';

const Options = {
  personas: z.number().int().min(0).max(100_000).optional().describe('How many personas were asked for.'),
  minLeaves: z.number().int().min(1).max(10_000).optional().describe('Least number of problem types.'),
};

export const lintBundleRoute: Route = (app, context) => {
  app.post(
    '/v1/lint',
    {
      schema: {
        tags: ['frameworks'],
        summary: 'Lint the files of a framework',
        operationId: 'lintBundle',
        body: z.strictObject({ files: z.array(BundleFile).min(1).max(400), ...Options }),
        response: {
          200: z.object({
            findings: z.array(LintFinding),
            ok: z.boolean().describe('There is no error.'),
            errors: z.number().int(),
            warnings: z.number().int(),
          }),
        },
      },
    },
    async (request) => {
      const { files, ...options } = request.body;
      const findings = await lintBundle(files, context.catalogue, options);
      const errors = findings.filter((finding) => finding.severity === 'error').length;
      return { findings, ok: errors === 0, errors, warnings: findings.length - errors };
    },
  );
};
