import { BundleFile, NexError } from '@nex/core';
import * as z from 'zod';
import { checkBundle, putBundle as store } from '../../bundles/put-bundle.ts';
import type { Context } from '../../context.ts';
import type { Methods } from './index.ts';
import { tenantOf } from './own-methods.ts';

const Files = z.array(BundleFile);

export function putBundle(context: Context): Methods['putBundle'] {
  return async ({ files, checkOnly }, call) => {
    const parsed = Files.safeParse(files);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const index = Number(issue?.path[0] ?? 0);
      throw new NexError('bundle_invalid', `A file of the bundle cannot be taken: ${issue?.message}.`, {
        where: files[index]?.path || `files[${index}]`,
      });
    }
    const { digest, agents } = checkOnly
      ? await checkBundle(context, parsed.data)
      : await store(context, tenantOf(call), parsed.data);
    return { digest, agents: agents.map((agent) => agent.name) };
  };
}
