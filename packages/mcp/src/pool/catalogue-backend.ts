/** The backend that an entry of the catalogue asks for by its `isolation`. */
import { NexError } from '@nex/core';
import type { Isolation } from '../catalogue/entry.ts';
import { fillText } from '../catalogue/launch.ts';
import type { CatalogueServer } from '../catalogue/load.ts';
import type { Backend } from './backend.ts';
import type { BackendParts } from './backend-parts.ts';
import { browserBackend } from './browser-backend.ts';
import { daemonBackend } from './daemon-backend.ts';
import { type HttpSpec, httpBackend } from './external-backend.ts';
import { LeasedBackend } from './leased-backend.ts';
import { type PlacedServer, type PlaceParts, placeProcess, sharedState } from './place.ts';
import { SharedBackend } from './shared-backend.ts';
import { SlotBackend } from './slot-backend.ts';
import type { SlotPlace } from './state-store.ts';
import { type ToolDrift, ToolWatch } from './tool-watch.ts';

export interface CatalogueBackendOptions {
  parts: PlaceParts;
  /** Keys of tool servers: environment variable → value. */
  keys: Readonly<Record<string, string>>;
  slotsPerServer: number;
  onDrift?: ((drift: ToolDrift) => void) | undefined;
}

const BACKENDS: Record<Isolation, (options: BackendParts) => Promise<Backend>> = {
  shared: sharedBackend,
  'per-run': slotBackend,
  leased: leasedBackend,
  daemon: daemonBackend,
  browser: browserBackend,
};

/** Starts nothing yet. Throws `catalogue_invalid` when the server is not installed or a key is missing. */
export async function catalogueBackend(
  server: CatalogueServer,
  { parts, keys: given, slotsPerServer, onDrift }: CatalogueBackendOptions,
): Promise<Backend> {
  // It may have been installed since the catalogue was loaded.
  const launch = server.launch.ok ? server.launch : await server.relaunch();
  if (!launch.ok) throw NexError.fromFailure(launch.failure);
  const missing = server.keys.filter((key) => !given[key]);
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
  const keys = Object.fromEntries(server.keys.map((key) => [key, given[key] ?? '']));
  const { plan } = launch;
  const watch = new ToolWatch({ server, known: server.snapshot, onDrift });
  if (server.runtime === 'http') return httpBackend(httpSpec(server, keys), parts, watch);
  return BACKENDS[server.isolation]({
    server,
    plan: { ...plan, env: { ...plan.env, ...keys } },
    parts,
    watch,
    secrets: Object.values(keys),
    slotsPerServer,
  });
}

/** The values of keys go into the headers that name them. */
function httpSpec(server: CatalogueServer, keys: Readonly<Record<string, string>>): HttpSpec {
  const headers = Object.entries(server.headers).map(([name, text]) => [name, fillText(text, keys)] as const);
  return {
    type: 'http',
    name: server.name,
    url: server.url ?? '',
    headers: Object.fromEntries(headers),
    timeoutMs: server.timeout_ms,
  };
}

function placed(options: BackendParts, place: SlotPlace, statePath: string, pinned: boolean): PlacedServer {
  const { server, plan, parts, watch, secrets } = options;
  return placeProcess(parts, place, {
    plan,
    statePath,
    ...(server.working_directory === 'state' ? { cwd: statePath } : {}),
    alias: server.workspace_alias,
    pathArguments: server.path_arguments,
    protocol: server.protocol,
    watch,
    secrets,
    pinned,
  });
}

async function sharedBackend(options: BackendParts): Promise<Backend> {
  const { server, parts } = options;
  const place = await parts.store.openSlot(server.name);
  const statePath = await sharedState(place);
  const { alias } = placed(options, place, statePath, false);
  return new SharedBackend({
    parallel: server.parallel === 'safe',
    alias,
    timeoutMs: server.timeout_ms,
    makeProcess: () => placed(options, place, statePath, false).process,
  });
}

async function slotBackend(options: BackendParts): Promise<Backend> {
  const { server, parts, slotsPerServer } = options;
  return new SlotBackend({
    server: server.name,
    seed: server.state.seed,
    store: parts.store,
    life: parts.life,
    timeoutMs: server.timeout_ms,
    maxSlots: slotsPerServer,
    makeSlot: async (index) => {
      const place = await parts.store.openSlot(`${server.name}-${index}`);
      return { place, ...placed(options, place, place.state, false) };
    },
  });
}

async function leasedBackend(options: BackendParts): Promise<Backend> {
  const { server, parts, watch } = options;
  return new LeasedBackend({
    parallel: false,
    timeoutMs: server.timeout_ms,
    saw: (tools) => void watch.saw(tools),
    makeLease: async (rootRunId) => {
      const place = await parts.store.openSlot(`${server.name}-${rootRunId}`);
      const statePath = await parts.store.stateOf(rootRunId, server.name, server.state.seed);
      const pinned = server.state.reset === 'none';
      return { ...placed(options, place, statePath, pinned), clear: () => parts.store.closeSlot(place) };
    },
  });
}
