/** What an enhancer changes; JSON, since it is stored and applied again after a crash. */
import { StateFiles } from '@nex/core';
import * as z from 'zod';

export const Change = z.strictObject({
  persona: z.string().optional(),
  text: z.string().optional(),
  evidence: z.array(z.object({ title: z.string(), url: z.string(), quote: z.string() })).optional(),
  /** Files that the run begins with: path → text. */
  files: StateFiles.optional(),
  /** The text before it was changed. */
  originalText: z.string().optional(),
});
export type Change = z.output<typeof Change>;
