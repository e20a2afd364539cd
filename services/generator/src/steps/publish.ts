/** Step 10: the runtime loads the bundle. What it does not load is not released. */

import type { BundleFile } from '@nex/core';
import { NexError } from '@nex/core';
import * as z from 'zod';
import { defineStep } from './step.ts';

export const publish = defineStep({
  name: 'publish',
  version: 1,
  output: z.object({ digest: z.string() }),
  shown: ({ files, digest }: { files: readonly BundleFile[]; digest: string }) => ({
    files: files.map((file) => file.path),
    digest,
  }),
  async run({ files, digest }: { files: readonly BundleFile[]; digest: string }, context) {
    const answer = await context.runtime.putBundle({ files: [...files] }, { signal: context.signal });
    if (answer.digest !== digest) {
      throw new NexError('internal', 'The runtime and the generator disagree on the digest of the bundle.');
    }
    context.note(`loaded by the runtime: ${answer.agents.length} agents`);
    return { digest };
  },
});
