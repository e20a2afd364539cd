/** Opens the catalogue that a command works on. The MCP package is loaded lazily: other commands start faster. */
import { join, resolve } from 'node:path';
import { NexError } from '@nex/core';
import type { Catalogue } from '@nex/mcp';
import type { Context } from '../../context.ts';
import { REPOSITORY } from '../../stack/paths.ts';

export async function load({ env, home }: Context): Promise<Catalogue> {
  const { loadCatalogue } = await import('@nex/mcp');
  const servers = resolve(env.CATALOGUE_SERVERS_DIR ?? join(home, 'servers'));
  return loadCatalogue(resolve(env.CATALOGUE_DIR ?? join(REPOSITORY, 'catalogue')), { servers });
}

/** Throws `not_found` for a name that the catalogue does not have. */
export async function known(catalogue: Catalogue, names: readonly string[]): Promise<string[]> {
  const { catalogueServer } = await import('@nex/mcp');
  return names.map((name) => catalogueServer(catalogue, name).name);
}

/** Today as a date; the day of records. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

export function noNames(what: string): NexError {
  return new NexError('invalid_request', `Name the servers to ${what}, or give --all.`, {
    hint: 'nex catalogue list shows their names.',
  });
}
