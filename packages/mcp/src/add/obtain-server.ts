/** Gets what is needed to start a server that is being added: the package with its facts, the command, or the address. */
import { join } from 'node:path';
import { NexError } from '@nex/core';
import type { InstallFields } from '../catalogue/install-fields.ts';
import { findCommand, type LaunchPlan } from '../catalogue/launch.ts';
import { installPackage } from '../install/install-package.ts';
import type { AddOptions } from './add-server.ts';
import type { ServerDraft } from './import-config.ts';
import { exactVersion, type PackageFacts, packageFacts } from './package-facts.ts';
import type { EntryBase } from './probe-with-keys.ts';

export interface ObtainedServer {
  launch: LaunchPlan;
  version: string;
  command?: string;
  package?: string;
  install?: InstallFields;
  facts?: PackageFacts;
}

/** Throws `not_found`, `unavailable`, `catalogue_invalid`, `cancelled`. `into` is an own directory. */
export async function obtainServer(
  { draft: wanted, given, catalogue, scripts, signal, environment, today }: AddOptions,
  into: string,
  step: (text: string) => void,
): Promise<ObtainedServer> {
  const { source, args, env } = wanted;
  const npm = { cwd: into, signal, environment };
  if (source.kind === 'url')
    return { launch: { command: '', args, env, packageDirectory: undefined }, version: '0.0.0' };
  if (source.kind === 'command') {
    const command = await findCommand(source.command, catalogue.path);
    if (!command) {
      throw new NexError('not_found', `There is no command ${source.command}.`, {
        where: source.command,
        hint: 'Give its absolute path, or put it on the PATH.',
      });
    }
    return { launch: { command, args, env, packageDirectory: undefined }, version: '0.0.0', command };
  }
  const version = await exactVersion(source.name, source.range, npm);
  step(`installing ${source.name}@${version}`);
  const place = join(into, 'package');
  const install = await installPackage({
    ...npm,
    into: place,
    package: source.name,
    version,
    before: dayAfter(today),
    scripts: scripts ?? false,
  });
  const facts = await packageFacts(place, source.name);
  const entry = given?.entry ?? facts.entry;
  if (entry === undefined) {
    throw new NexError('catalogue_invalid', `The package ${source.name} names no program.`, {
      where: source.name,
      hint: 'Name the file inside the package with --entry.',
    });
  }
  const directory = join(place, 'node_modules', source.name);
  const launch = {
    command: process.execPath,
    args: [join(directory, entry), ...args],
    env,
    packageDirectory: directory,
  };
  return { launch, version, install, facts: { ...facts, entry }, package: source.name };
}

/** The part of the entry that is known before the server is started. */
export function entryBase(entryName: string, found: ObtainedServer, draft: AddOptions['draft']): EntryBase {
  const { source, args, env, headers, title, summary } = draft;
  const sentence = summary ?? (found.facts?.description || `Tools of ${sourceName(draft)}.`);
  return {
    name: entryName,
    title: title ?? entryName,
    summary: sentence,
    ...(found.package ? { package: found.package } : {}),
    version: found.version,
    licence: found.facts?.licence ?? 'unknown (no package)',
    domain: '',
    domains: [],
    runtime: source.kind === 'package' ? 'node' : source.kind === 'url' ? 'http' : 'command',
    ...(found.facts?.entry ? { entry: found.facts.entry } : {}),
    ...(found.command ? { command: found.command } : {}),
    ...(source.kind === 'url' ? { url: source.url } : {}),
    headers,
    ...(found.install ? { install: found.install } : {}),
    args: [...args],
    env,
    working_directory: 'home',
    protocol: source.kind === 'url' ? 'auto' : 'legacy',
    timeout_ms: 15_000,
    workspace_alias: '/workspace',
    keys: draft.keys,
    host_access: false,
  };
}

/** What the source is called, before it has a name. */
export function sourceName({ source }: Pick<ServerDraft, 'source'>): string {
  if (source.kind === 'package') return source.name;
  if (source.kind === 'url') return new URL(source.url).hostname;
  return source.command.split('/').at(-1) ?? source.command;
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}
