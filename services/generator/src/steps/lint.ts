/** Step 9: the lint rules over the assembled bundle. */

import type { BundleFile } from '@nex/core';
import { LintFinding } from '@nex/core';
import * as z from 'zod';
import { lintBundle } from '../lint/lint-bundle.ts';
import { defineStep } from './step.ts';

const Findings = z.object({ findings: z.array(LintFinding) });

export const lint = defineStep({
  name: 'lint',
  version: 2,
  output: Findings,
  shown: ({ files }: { files: readonly BundleFile[] }) => ({ files: files.map((file) => file.path) }),
  async run({ files }: { files: readonly BundleFile[] }, context) {
    const findings = await lintBundle(files, context.catalogue);
    const errors = findings.filter((finding) => finding.severity === 'error').length;
    context.note(`${errors} errors, ${findings.length - errors} warnings`);
    return { findings };
  },
});
