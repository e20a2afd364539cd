/**
 * How a server of the catalogue is started. A package is found by walking the `node_modules` directories and
 * reading its package.json as a file, so that a package whose `exports` hides that file is found as well.
 */
import { constants } from 'node:fs';
import { access, readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, isAbsolute, join } from 'node:path';
import { type Failure, NexError, parseJsonObject } from '@nex/core';
import type { CatalogueEntry } from './entry.ts';

/** A command with its placeholders, such as `${STATE_DIR}`, still in place. `packageDirectory` never appears in a result. */
export interface LaunchPlan {
  command: string;
  args: string[];
  env: Record<string, string>;
  packageDirectory: string | undefined;
}

export interface LaunchPlaces {
  /** Of the catalogue. */
  directory: string;
  /** Where `nex catalogue install` puts packages; absent: only those of the platform are found. */
  servers: string | undefined;
  /** Where commands are looked for, in the form of PATH. */
  path: string;
}

export type Launch = { ok: true; plan: LaunchPlan } | { ok: false; failure: Failure };

/**
 * Resolves an entry. A package or command that is not there is data, so that the other entries stay usable.
 * Throws `catalogue_invalid` when the installed package has another version than the entry.
 */
export async function resolveLaunch(
  entry: CatalogueEntry,
  { directory, servers, path }: LaunchPlaces,
): Promise<Launch> {
  const fixtures = join(directory, 'fixtures');
  const fill = (text: string) => text.replaceAll('${FIXTURES}', fixtures);
  const env = Object.fromEntries(Object.entries(entry.env).map(([key, value]) => [key, fill(value)]));
  const args = entry.args.map(fill);
  // An address needs no command: whoever opens a session takes it from the entry.
  if (entry.runtime === 'http')
    return { ok: true, plan: { command: '', args, env, packageDirectory: undefined } };
  if (entry.runtime === 'command') {
    const command = await findCommand(entry.command ?? '', path);
    if (!command) {
      return missing(
        entry,
        `the command ${entry.command} is not there`,
        'Install the command, or put it on the PATH.',
      );
    }
    return { ok: true, plan: { command, args, env, packageDirectory: undefined } };
  }
  const name = entry.package ?? '';
  const own = entry.install && servers ? installedAt(servers, entry) : undefined;
  const found = entry.install ? own && (await readPackage(own, name)) : await findPackage(name, directory);
  if (!found) {
    const command = entry.install
      ? `nex catalogue install ${entry.name}`
      : `npm install ${name}@${entry.version}`;
    return missing(entry, `the package ${name} is not installed`, `Run ${command}.`);
  }
  if (found.version !== entry.version) {
    throw new NexError(
      'catalogue_invalid',
      `Catalogue entry ${entry.name} is pinned to ${name}@${entry.version}, but ${found.version} is installed.`,
      {
        where: `${entry.name}.yaml: version`,
        hint: 'Install the pinned version, or pin the installed one and take a new snapshot.',
      },
    );
  }
  const script = join(found.directory, entry.entry ?? '');
  if (!(await isReadable(script))) {
    return missing(
      entry,
      `the package ${name} has no file ${entry.entry}`,
      'Correct the key entry of the catalogue file.',
    );
  }
  return {
    ok: true,
    plan: { command: process.execPath, args: [script, ...args], env, packageDirectory: found.directory },
  };
}

/** Puts values in for placeholders: `STATE_DIR` → its directory. */
export function fillPlan<T extends Pick<LaunchPlan, 'args' | 'env'>>(
  plan: T,
  values: Readonly<Record<string, string>>,
): T {
  const fill = (text: string) => fillText(text, values);
  const env = Object.fromEntries(Object.entries(plan.env).map(([key, value]) => [key, fill(value)]));
  return { ...plan, args: plan.args.map(fill), env };
}

export function fillText(text: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce(
    (filled, [name, value]) => filled.replaceAll(`\${${name}}`, value),
    text,
  );
}

/** Absolute path of a command in the directories of `path`; `undefined` when there is none. `node` is the own one. */
export async function findCommand(command: string, path: string): Promise<string | undefined> {
  if (command === 'node') return process.execPath;
  const places = command.includes('/')
    ? isAbsolute(command)
      ? [command]
      : []
    : path.split(delimiter).map((place) => join(place, command));
  for (const file of places) if (await isReadable(file, constants.X_OK)) return file;
  return undefined;
}

function missing(entry: CatalogueEntry, what: string, hint: string): Launch {
  const message = `Catalogue entry ${entry.name} cannot be started: ${what}.`;
  return { ok: false, failure: { code: 'catalogue_invalid', message, where: entry.name, hint } };
}

/** Where the package of an entry is installed on demand: a directory that holds `node_modules`. */
export function installedAt(servers: string, entry: Pick<CatalogueEntry, 'name' | 'version'>): string {
  return join(servers, `${entry.name}@${entry.version}`);
}

interface FoundPackage {
  directory: string;
  version: string;
}

async function findPackage(name: string, directory: string): Promise<FoundPackage | undefined> {
  const bases = [join(directory, 'index.js'), import.meta.url];
  for (const place of bases.flatMap((base) => createRequire(base).resolve.paths(name) ?? [])) {
    const found = await readPackage(join(place, '..'), name);
    if (found) return found;
  }
  return undefined;
}

async function readPackage(base: string, name: string): Promise<FoundPackage | undefined> {
  const directory = join(base, 'node_modules', name);
  const text = await readFile(join(directory, 'package.json'), 'utf8').catch(() => undefined);
  const version = text === undefined ? undefined : parseJsonObject(text)?.version;
  return typeof version === 'string' ? { directory: await realpath(directory), version } : undefined;
}

async function isReadable(path: string, mode: number = constants.R_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
