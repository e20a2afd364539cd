/** lint_framework: the findings over the files of a framework. */
import { LintFinding } from '@nex/core';
import * as z from 'zod';
import { lintBundle } from '../../../lint/lint-bundle.ts';
import { filesOf, SOURCE } from '../framework-source.ts';
import { defineTool, READS } from '../tool.ts';

export const lintFramework = defineTool({
  name: 'lint_framework',
  title: 'Lint a framework',
  description:
    'Checks the files of a framework, one of the platform or files that you hand over: agents that nobody reaches, ' +
    'tools that are not there, prompts that promise what the agent lacks, and more. Each finding says where it is ' +
    'and how to mend it. Changes nothing.',
  input: z.strictObject(SOURCE),
  output: z.object({
    ok: z.boolean().describe('There is no error.'),
    errors: z.number().int(),
    warnings: z.number().int(),
    findings: z.array(LintFinding),
  }),
  hints: READS,
  async run(source, { context }) {
    const findings = await lintBundle(await filesOf(context, source), context.catalogue);
    const errors = findings.filter((finding) => finding.severity === 'error').length;
    return { ok: errors === 0, errors, warnings: findings.length - errors, findings };
  },
});
