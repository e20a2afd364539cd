/** Installs servers of the catalogue that do not come with the platform. Those that are there already stay. */
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Failure, NexError, toNexError } from '@nex/core';
import { installedAt } from '../catalogue/launch.ts';
import type { Catalogue, CatalogueServer } from '../catalogue/load.ts';
import { eachInParallel } from '../each-in-parallel.ts';
import { installPackage } from './install-package.ts';

export interface InstallRow {
  name: string;
  version: string;
  /** `present`: was there. `platform`: comes with the platform. */
  change: 'installed' | 'present' | 'platform' | 'failed';
  megabytes: number;
  /** What is there is not what the entry records: a dependency has other content. */
  warning?: string;
  failure?: Failure;
}

export interface InstallServersOptions {
  catalogue: Catalogue;
  names: readonly string[];
  signal: AbortSignal;
  environment: Readonly<Record<string, string | undefined>>;
  /** Installations at a time. Default 2. */
  parallel?: number;
  onRow?: (row: InstallRow) => void;
}

/** One row per name, in their order; a failure is a row. Throws `invalid_request` without a directory; `cancelled`. */
export async function installServers(options: InstallServersOptions): Promise<InstallRow[]> {
  const { catalogue, names, signal, parallel = 2, onRow } = options;
  const entries = names.flatMap((name) => catalogue.entries.filter((entry) => entry.name === name));
  return eachInParallel(entries, parallel, async (entry) => {
    const row = await installOne(entry, options);
    signal.throwIfAborted();
    onRow?.(row);
    return row;
  });
}

async function installOne(entry: CatalogueServer, options: InstallServersOptions): Promise<InstallRow> {
  const { catalogue, signal, environment } = options;
  const { name, version, install } = entry;
  const row = { name, version, megabytes: install?.megabytes ?? 0 };
  if (!install || !entry.package) return { ...row, change: 'platform' };
  if ((await entry.relaunch()).ok) return { ...row, change: 'present' };
  const { servers } = catalogue;
  if (!servers) throw new NexError('invalid_request', 'No directory for installed servers is given.');
  const into = installedAt(servers, entry);
  try {
    const { before, scripts } = install;
    const found = await installPackage({
      into,
      package: entry.package,
      version,
      before,
      scripts,
      signal,
      environment,
    });
    if (found.integrity !== install.integrity) {
      await rm(into, { recursive: true, force: true });
      throw new NexError(
        'catalogue_invalid',
        `The archive of ${entry.package}@${version} is not the one recorded.`,
        {
          where: `${name}.yaml: install.integrity`,
          hint: 'Do not use it before you know why; add the server anew when the change is right.',
        },
      );
    }
    await removeOtherVersions(into, name);
    const same = found.tree === install.tree;
    const warning = 'Its dependencies are not all those of the record.';
    return { ...row, change: 'installed', megabytes: found.megabytes, ...(same ? {} : { warning }) };
  } catch (thrown) {
    signal.throwIfAborted();
    const failure = toNexError(thrown, 'unavailable', `${name} could not be installed.`).toFailure();
    return { ...row, change: 'failed', failure };
  }
}

async function removeOtherVersions(into: string, name: string): Promise<void> {
  for (const other of await readdir(dirname(into))) {
    if (!other.startsWith(`${name}@`) || other === basename(into)) continue;
    await rm(join(dirname(into), other), { recursive: true, force: true });
  }
}
