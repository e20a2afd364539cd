import { BundleFile, NexError } from '@nex/core';
import * as z from 'zod';
import { askModels } from '../../bundles/ask-models.ts';
import { entryModelOf } from '../../bundles/entry-model.ts';
import { checkBundle, putBundle as store } from '../../bundles/put-bundle.ts';
import type { Context } from '../../context.ts';
import type { Methods } from './index.ts';
import { tenantOf } from './own-methods.ts';

const Files = z.array(BundleFile);

export function putBundle(context: Context): Methods['putBundle'] {
  return async ({ files, checkOnly, askModels: asks }, call) => {
    const parsed = Files.safeParse(files);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const index = Number(issue?.path[0] ?? 0);
      throw new NexError('bundle_invalid', `A file of the bundle cannot be taken: ${issue?.message}.`, {
        where: files[index]?.path || `files[${index}]`,
      });
    }
    const tenant = tenantOf(call);
    const found = checkOnly
      ? await checkBundle(context, parsed.data)
      : await store(context, tenant, parsed.data);
    const models = checkOnly && asks ? await askModels(context, tenant, parsed.data, found, call.signal) : [];
    const entryModel = checkOnly ? undefined : await entryModelOf(context, found);
    const agents = found.agents.map((agent) => agent.name);
    return { digest: found.digest, agents, models, ...(entryModel && { entryModel }) };
  };
}
