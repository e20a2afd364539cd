/**
 * Installs one exact version of a package, with all that it depends on, into a directory of its own. The directory
 * appears only when everything is there. Install scripts are not run unless the entry says so.
 */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NexError } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import * as z from 'zod';
import type { InstallFields } from '../catalogue/install-fields.ts';
import { type NpmOptions, runNpm } from './run-npm.ts';

export interface InstallOptions extends Omit<NpmOptions, 'cwd'> {
  /** Directory that gets `node_modules`; what was there is replaced. */
  into: string;
  package: string;
  /** Exact. */
  version: string;
  /** Dependencies are resolved from what was published before this day. */
  before: string;
  scripts: boolean;
}

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({ version: z.string().optional(), integrity: z.string().optional() }),
  ),
});

/** What was installed. Throws `unavailable`, `cancelled`; then nothing is left. */
export async function installPackage(options: InstallOptions): Promise<InstallFields> {
  const { into, before, scripts, signal, environment } = options;
  const parent = join(into, '..');
  await mkdir(parent, { recursive: true });
  const making = await mkdtemp(join(parent, '.making-'));
  try {
    const wanted = { private: true, dependencies: { [options.package]: options.version } };
    await writeFile(join(making, 'package.json'), `${JSON.stringify(wanted)}\n`);
    const flags = ['--no-audit', '--no-fund', '--no-progress', '--loglevel=error', `--before=${before}`];
    const args = ['install', ...flags, ...(scripts ? [] : ['--ignore-scripts'])];
    await runNpm(args, { cwd: making, signal, environment });
    const found = await installedFields(making, options);
    await rm(into, { recursive: true, force: true });
    await rename(making, into);
    return found;
  } finally {
    await rm(making, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Reads from npm's lock what lies in a directory. */
export async function installedFields(
  directory: string,
  { package: name, before, scripts }: Pick<InstallOptions, 'package' | 'before' | 'scripts'>,
): Promise<InstallFields> {
  const { packages } = Lock.parse(JSON.parse(await readFile(join(directory, 'package-lock.json'), 'utf8')));
  const integrity = packages[`node_modules/${name}`]?.integrity;
  if (!integrity) {
    throw new NexError('unavailable', `npm recorded no integrity for ${name}.`, {
      hint: 'Only packages of a registry can be installed.',
    });
  }
  const rows = Object.entries(packages).flatMap(([path, { version, integrity: sum }]) => {
    return sum ? [`${path.slice(path.lastIndexOf('node_modules/') + 13)}@${version} ${sum}`] : [];
  });
  const tree = digestJson([...new Set(rows)].toSorted());
  const megabytes = Math.round((await bytesIn(join(directory, 'node_modules'))) / 100_000) / 10;
  return { integrity, before, tree, packages: rows.length, megabytes, scripts };
}

async function bytesIn(directory: string): Promise<number> {
  const rows = await readdir(directory, { recursive: true, withFileTypes: true });
  let bytes = 0;
  for (const row of rows) if (row.isFile()) bytes += (await stat(join(row.parentPath, row.name))).size;
  return bytes;
}
