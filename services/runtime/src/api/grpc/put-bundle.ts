import { BundleFile, NexError } from '@nex/core';
import { keepsFiles } from '@nex/mcp';
import * as z from 'zod';
import { askModels } from '../../bundles/ask-models.ts';
import { entryModelOf } from '../../bundles/entry-model.ts';
import { checkBundle, putBundle as store } from '../../bundles/put-bundle.ts';
import type { Context } from '../../context.ts';
import type { Methods } from './index.ts';
import { tenantOf } from './own-methods.ts';

const Files = z.array(BundleFile);

export function putBundle(context: Context): Methods['putBundle'] {
  return async ({ files, checkOnly, askModels: asks, stateServers }, call) => {
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
    const stateless = stateServers.filter((name) => !keepsStateOf(context, name));
    return { digest: found.digest, agents, models, ...(entryModel && { entryModel }), stateless };
  };
}

/** Servers that the catalogue does not know have no state here. */
function keepsStateOf({ catalogue }: Context, name: string): boolean {
  const server = catalogue.entries.find((entry) => entry.name === name);
  return server !== undefined && keepsFiles(server);
}
