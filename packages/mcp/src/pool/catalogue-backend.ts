/** The backend that an entry of the catalogue asks for by its `isolation`. */
import { NexError } from '@nex/core';
import type { CatalogueServer } from '../catalogue/load.ts';
import type { Backend } from './backend.ts';
import { type PlacedServer, type PlaceParts, placeProcess, sharedState } from './place.ts';
import { SharedBackend } from './shared-backend.ts';
import { SlotBackend } from './slot-backend.ts';
import type { SlotPlace } from './state-store.ts';

export interface CatalogueBackendOptions {
  parts: PlaceParts;
  /** Keys of tool servers: environment variable → value. */
  keys: Readonly<Record<string, string>>;
  slotsPerServer: number;
}

/** Starts nothing yet. Throws `catalogue_invalid` when the server is not installed or a key is missing. */
export async function catalogueBackend(
  server: CatalogueServer,
  options: CatalogueBackendOptions,
): Promise<Backend> {
  if (!server.launch.ok) throw NexError.fromFailure(server.launch.failure);
  const { parts } = options;
  const missing = server.keys.filter((key) => !options.keys[key]);
  if (missing.length > 0) {
    throw new NexError(
      'catalogue_invalid',
      `Catalogue entry ${server.name} needs the key ${missing.join(', ')}.`,
      {
        where: server.name,
        hint: 'Give the key to the service that runs the tools, or leave the server out of the agent.',
      },
    );
  }
  const keys = Object.fromEntries(server.keys.map((key) => [key, options.keys[key] ?? '']));
  const plan = { ...server.launch.plan, env: { ...server.launch.plan.env, ...keys } };
  const placed = (place: SlotPlace, statePath: string): PlacedServer =>
    placeProcess(parts, place, {
      plan,
      statePath,
      alias: server.workspace_alias,
      pathArguments: server.path_arguments,
      protocol: server.protocol,
      pinned: false,
    });
  if (server.isolation === 'shared') {
    const place = await parts.store.openSlot(server.name);
    const statePath = await sharedState(place);
    const { alias } = placed(place, statePath);
    return new SharedBackend({
      parallel: server.parallel === 'safe',
      alias,
      timeoutMs: server.timeout_ms,
      makeProcess: () => placed(place, statePath).process,
    });
  }
  return new SlotBackend({
    server: server.name,
    seed: server.state.seed,
    store: parts.store,
    life: parts.life,
    timeoutMs: server.timeout_ms,
    maxSlots: options.slotsPerServer,
    makeSlot: async (index) => {
      const place = await parts.store.openSlot(`${server.name}-${index}`);
      return { place, ...placed(place, place.state) };
    },
  });
}
