/** pause_build, resume_build and cancel_build. */
import * as z from 'zod';
import { defineTool, STOPS } from '../tool.ts';
import { BuildId, BuildView, viewOf } from './build-view.ts';

const CHANGES = { ...STOPS, destructiveHint: false };

export const pauseBuild = defineTool({
  name: 'pause_build',
  title: 'Pause a build',
  description:
    'Lets what is under way end and begins nothing more; the build is paused a little later. resume_build goes on.',
  input: z.strictObject({ id: BuildId }),
  output: BuildView,
  hints: CHANGES,
  run: async ({ id }, { context: { client }, signal }) => viewOf(await client.builds.pause(id, { signal })),
});

export const resumeBuild = defineTool({
  name: 'resume_build',
  title: 'Go on with a build',
  description:
    'Goes on with a paused or failed build where it stopped; nothing that is done is done again. One that waits for ' +
    'its budget needs a greater one: budget_tokens or budget_usd of the whole build.',
  input: z.strictObject({
    id: BuildId,
    budget_tokens: z.number().int().min(1).optional(),
    budget_usd: z.number().positive().optional(),
  }),
  output: BuildView,
  hints: { ...CHANGES, idempotentHint: false, openWorldHint: true },
  async run({ id, budget_tokens: totalTokens, budget_usd: costUsd }, { context: { client }, signal }) {
    const budget = {
      ...(totalTokens !== undefined && { totalTokens }),
      ...(costUsd !== undefined && { costUsd }),
    };
    if (Object.keys(budget).length > 0) await client.builds.update(id, { budget }, { signal });
    return viewOf(await client.builds.resume(id, { signal }));
  },
});

export const cancelBuild = defineTool({
  name: 'cancel_build',
  title: 'Cancel a build',
  description:
    'Ends a build and its runs for good; it cannot be resumed. One that has ended otherwise is refused.',
  input: z.strictObject({ id: BuildId }),
  output: BuildView,
  hints: STOPS,
  run: async ({ id }, { context: { client }, signal }) => viewOf(await client.builds.cancel(id, { signal })),
});
