/** First step of a framework that somebody wrote: what lint finds in it, and so what has to be mended. */
import { type BundleFile, LintFinding } from '@nex/core';
import * as z from 'zod';
import { lintBundle } from '../lint/lint-bundle.ts';
import { defineStep } from './step.ts';

export const readFramework = defineStep({
  name: 'read-framework',
  version: 1,
  output: z.object({ findings: z.array(LintFinding) }),
  shown: ({ files, digest }: { files: readonly BundleFile[]; digest: string }) => ({
    digest,
    files: files.map((file) => file.path),
  }),
  async run({ files }: { files: readonly BundleFile[]; digest: string }, context) {
    const findings = await lintBundle(files, context.catalogue);
    const errors = findings.filter((finding) => finding.severity === 'error').length;
    context.note(`${files.length} files, ${errors} errors, ${findings.length - errors} warnings`);
    return { findings };
  },
});
