/**
 * The backends of a pool, made when they are first needed. Servers of agent files share one only when everything that
 * reaches the server is equal, so that no run meets another's address, environment or headers; they go with the last
 * run that uses them.
 */
import { type McpServerSpec, NexError } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { type Catalogue, catalogueServer } from '../catalogue/load.ts';
import type { Backend } from './backend.ts';
import { catalogueBackend } from './catalogue-backend.ts';
import { externalBackend } from './external-backend.ts';
import type { PlaceParts } from './place.ts';
import type { ToolDrift } from './tool-watch.ts';

export interface BackendShelfOptions {
  catalogue: Catalogue;
  parts: PlaceParts;
  keys: Readonly<Record<string, string>>;
  slotsPerServer: number;
  onDrift: ((drift: ToolDrift) => void) | undefined;
}

interface Place {
  server: string;
  /** Of an agent file. */
  external: boolean;
  runs: Set<string>;
  made: Promise<Backend>;
  backend: Backend | undefined;
}

export class BackendShelf {
  readonly #options: BackendShelfOptions;
  readonly #places = new Map<string, Place>();

  constructor(options: BackendShelfOptions) {
    this.#options = options;
  }

  /** Those that are ready. */
  get all(): { server: string; backend: Backend; runs: number }[] {
    return [...this.#places.values()].flatMap(({ server, backend, runs }) =>
      backend ? [{ server, backend, runs: runs.size }] : [],
    );
  }

  /** Throws as making the backend does. */
  async take(spec: McpServerSpec, rootRunId: string): Promise<Backend> {
    const { key, id } = backendKey(spec);
    const place = this.#places.get(key) ?? this.#put(key, id, spec);
    place.runs.add(rootRunId);
    try {
      place.backend = await place.made;
      return place.backend;
    } catch (error) {
      if (this.#places.get(key) === place) this.#places.delete(key);
      throw error;
    }
  }

  /** Lets go of all that is held for the run. Throws the first error after everything was tried. */
  async endRun(rootRunId: string): Promise<void> {
    const faults: unknown[] = [];
    for (const [key, place] of this.#places) {
      await place.backend?.endRun(rootRunId).catch((error: unknown) => faults.push(error));
      if (place.runs.delete(rootRunId) && place.external && place.runs.size === 0) {
        this.#places.delete(key);
        await place.backend?.close();
      }
    }
    if (faults.length > 0) throw faults[0];
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#places.values()].map(({ made }) => made));
    await Promise.all(this.all.map(({ backend }) => backend.close()));
  }

  #put(key: string, id: string, spec: McpServerSpec): Place {
    const { catalogue, parts, keys, slotsPerServer, onDrift } = this.#options;
    const made =
      spec.type === 'catalogue'
        ? catalogueBackend(catalogueServer(catalogue, spec.name), { parts, keys, slotsPerServer, onDrift })
        : externalBackend(spec, { id, parts, onDrift });
    const external = spec.type !== 'catalogue';
    const place: Place = { server: spec.name, external, runs: new Set(), made, backend: undefined };
    this.#places.set(key, place);
    return place;
  }
}

/** Only what reaches the server counts: rules for its tools and narrowing to some make no other server. */
function backendKey(spec: McpServerSpec): { key: string; id: string } {
  if (spec.type === 'catalogue') return { key: `catalogue:${spec.name}`, id: spec.name };
  const { type, name } = spec;
  const settings =
    spec.type === 'stdio'
      ? { type, name, command: spec.command, args: spec.args, env: spec.env }
      : { type, name, url: spec.url, headers: spec.headers, transport: spec.transport ?? 'http' };
  const digest = digestJson(settings);
  return {
    key: `${type}:${name}:${digest}`,
    id: `${name.replaceAll(/[^A-Za-z0-9_-]/g, '_')}.${digest.slice(-8)}`,
  };
}

export function refuseDoubleNames(servers: readonly McpServerSpec[]): void {
  const names = servers.map((spec) => spec.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  const hint = 'Give each server of an agent a name of its own.';
  throw new NexError('config_invalid', `The agent names the MCP server ${twice} twice.`, {
    where: twice,
    hint,
  });
}

export function refuseForbidden(spec: McpServerSpec, allowed: readonly string[]): void {
  if (spec.type === 'catalogue' || allowed.includes(spec.type)) return;
  throw new NexError('config_invalid', `MCP servers of type ${spec.type} are switched off here.`, {
    where: spec.name,
    hint: 'Use a server of the catalogue, or allow the type in the service’s configuration.',
  });
}
