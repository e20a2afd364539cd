/** Which framework a tool looks at: one that the platform has, or files that come along. */
import { type BundleFile, BundlePath, NexError } from '@nex/core';
import * as z from 'zod';
import type { Context } from '../../context.ts';
import { getBundle } from '../../frameworks.ts';

export const FrameworkId = z.string().min(1).max(100).describe('Id of a framework: fw_…');

/** Files by their paths inside the folder of the framework. */
export const Files = z
  .array(z.strictObject({ path: BundlePath, content: z.string().max(2_000_000) }))
  .min(1)
  .max(400);

export const SOURCE = {
  framework_id: FrameworkId.optional(),
  files: Files.optional().describe(
    'All files: framework.yaml with agents and prompts, or framework_config.yaml.',
  ),
};

/** Throws `invalid_request` unless exactly one of both is given; `conflict` while the framework has no files. */
export async function filesOf(
  context: Context,
  source: { framework_id?: string | undefined; files?: BundleFile[] | undefined },
): Promise<BundleFile[]> {
  const { framework_id: id, files } = source;
  if ((id === undefined) === (files === undefined)) {
    throw new NexError('invalid_request', 'Exactly one of framework_id and files is needed.', {
      where: 'arguments',
      hint: 'Give framework_id for a framework of the platform, files for any other.',
    });
  }
  return files ?? (await getBundle(context, id ?? '')).files;
}
