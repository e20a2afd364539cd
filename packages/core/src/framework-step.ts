/** One step of making a framework, in full. */
import * as z from 'zod';
import { FailureShape, FrameworkStep } from './api.ts';
import { Usage } from './usage.ts';

/**
 * A step with what it took and gave, as the step's version wrote it. Input, output and calls are there where one step is
 * asked for; files in an input are told by their paths.
 */
export const FrameworkStepDetail = FrameworkStep.extend({
  /** 1, and one more for each time that a repair ran it again. */
  round: z.number().int(),
  version: z.number().int(),
  inputDigest: z.string(),
  usage: Usage,
  input: z.json().optional(),
  output: z.json().optional(),
  failure: FailureShape.optional(),
  /** In the order in which they returned. */
  calls: z
    .array(
      z.object({
        question: z.string(),
        inputDigest: z.string(),
        model: z.string(),
        answer: z.string(),
        usage: Usage,
        durationMs: z.number().int(),
        at: z.string().describe('RFC 3339'),
      }),
    )
    .optional(),
});
export type FrameworkStepDetail = z.infer<typeof FrameworkStepDetail>;
