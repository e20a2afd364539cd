/**
 * Brings a new server into the catalogue: installs it, tries its tools, and writes entry, snapshot and record. Either
 * all of it is there at the end, or nothing.
 */
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NexError } from '@nex/core';
import { CatalogueEntry } from '../catalogue/entry.ts';
import type { InstallFields } from '../catalogue/install-fields.ts';
import { findCommand, installedAt, type LaunchPlan } from '../catalogue/launch.ts';
import type { Catalogue } from '../catalogue/load.ts';
import { type ProbeRecord, writeProbeRecord } from '../catalogue/probe-record.ts';
import { writeSnapshot } from '../catalogue/snapshot.ts';
import { installPackage } from '../install/install-package.ts';
import { readProbePlan } from '../probe/probe-plan.ts';
import type { Probed } from '../probe/probe-server.ts';
import { guessDomain } from '../retrieval/domains.ts';
import { deriveEntry } from './draft-entry.ts';
import { entryText } from './entry-text.ts';
import type { ServerDraft } from './import-config.ts';
import { exactVersion, type PackageFacts, packageFacts } from './package-facts.ts';
import { type EntryBase, type ProbeParts, probeWithKeys } from './probe-with-keys.ts';

export interface AddOptions {
  catalogue: Catalogue;
  draft: Omit<ServerDraft, 'name'> & { name?: string };
  /** What the caller knows better. */
  given?: Partial<CatalogueEntry>;
  /** Runs the install scripts of the package. */
  scripts?: boolean;
  /** Writes nothing. */
  dryRun?: boolean;
  signal: AbortSignal;
  /** Of the caller: for npm, and for the values of keys. */
  environment: Readonly<Record<string, string | undefined>>;
  toolTimeoutMs?: number;
  /** The day of the record. */
  today: string;
  onStep?: (step: string) => void;
  onTool?: (event: { tool: string; verdict: string; pass: number }) => void;
}

export interface AddedServer {
  name: string;
  entry: CatalogueEntry;
  /** Of the entry's file. */
  text: string;
  record: ProbeRecord;
  /** Absent after a dry run. */
  file?: string;
}

/**
 * Throws `conflict` for a name or package that is there, `not_found` and `unavailable` for a package that cannot be
 * had, `catalogue_invalid` for a server that does not start or has no tools, `cancelled`.
 */
export async function addServer(options: AddOptions): Promise<AddedServer> {
  const { catalogue, draft, dryRun = false, signal, environment, today, onStep = () => {} } = options;
  const name = options.given?.name ?? shortName(draft.name ?? sourceName(draft));
  refuseDuplicate(catalogue, name, draft);
  const { servers } = catalogue;
  const work = await mkdtemp(join(servers && !dryRun ? await existing(servers) : tmpdir(), '.adding-'));
  const written: string[] = [];
  try {
    const found = await obtain(options, work, onStep);
    const base = { ...about(name, found), ...options.given };
    const plan = await readProbePlan(catalogue.directory, name);
    onStep('trying its tools');
    const parts: ProbeParts = { base, launch: found.launch, plan, catalogue, options };
    const { probed, keys } = await probeWithKeys(parts);
    const entry = complete(base, keys, probed, draft);
    const text = entryText(entry);
    if (dryRun) return { name, entry, text, record: probed.record };
    if (entry.install && servers) {
      const place = installedAt(servers, entry);
      await rm(place, { recursive: true, force: true });
      await rename(join(work, 'package'), place);
      written.push(place);
    }
    const file = join(catalogue.directory, `${name}.yaml`);
    // The entry comes last: without it the other two are not seen.
    written.push(join(catalogue.directory, 'snapshots', `${name}.json`));
    await writeSnapshot(catalogue.directory, probed.snapshot);
    written.push(join(catalogue.directory, 'records', `${name}.json`));
    await writeProbeRecord(catalogue.directory, probed.record);
    signal.throwIfAborted();
    await writeFile(file, text, { flag: 'wx' });
    written.length = 0;
    return { name, entry, text, record: probed.record, file };
  } catch (thrown) {
    if (signal.aborted) throw new NexError('cancelled', 'Nothing was added.', { cause: thrown });
    throw thrown;
  } finally {
    for (const path of written) await rm(path, { recursive: true, force: true });
    await rm(work, { recursive: true, force: true, maxRetries: 3 });
  }

  async function obtain(
    { draft: wanted, given }: AddOptions,
    into: string,
    step: (text: string) => void,
  ): Promise<Obtained> {
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
      scripts: options.scripts ?? false,
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

  function about(entryName: string, found: Obtained): EntryBase {
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
}

interface Obtained {
  launch: LaunchPlan;
  version: string;
  command?: string;
  package?: string;
  install?: InstallFields;
  facts?: PackageFacts;
}

function complete(
  base: EntryBase,
  keys: string[],
  { record, snapshot, dressedForms }: Probed,
  draft: AddOptions['draft'],
): CatalogueEntry {
  const movable = [...base.args, ...Object.values(base.env)].some((text) => text.includes('${STATE_DIR}'));
  const remote = draft.source.kind === 'url';
  const derived = deriveEntry({
    record,
    snapshot,
    dressedForms,
    movable: movable && base.working_directory !== 'state',
    remote,
    seed: base.state?.seed ?? {},
  });
  const words = [
    base.title,
    base.summary,
    ...snapshot.tools.flatMap((tool) => [tool.name, tool.description]),
  ];
  const domain = base.domain || guessDomain(words.join(' '));
  const domains = base.domains.length > 0 ? base.domains : [domain];
  return CatalogueEntry.parse({
    ...derived,
    ...base,
    state: { ...derived.state, ...base.state },
    domain,
    domains,
    keys,
  });
}

function refuseDuplicate(catalogue: Catalogue, name: string, { source }: AddOptions['draft']): void {
  const same = catalogue.entries.find((entry) => {
    return entry.name === name || (source.kind === 'package' && entry.package === source.name);
  });
  if (!same) return;
  const what = same.name === name ? `a server ${name}` : `${same.package} as ${same.name}`;
  throw new NexError('conflict', `The catalogue has ${what} already.`, {
    where: same.name,
    hint: `Give another --name, or remove ${same.name}.yaml first.`,
  });
}

function sourceName({ source }: Pick<ServerDraft, 'source'>): string {
  if (source.kind === 'package') return source.name;
  if (source.kind === 'url') return new URL(source.url).hostname;
  return source.command.split('/').at(-1) ?? source.command;
}

/** `@scope/mcp-server-thing` → `thing`. */
function shortName(text: string): string {
  const last = text.split('/').at(-1) ?? text;
  const plain = last.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const bare = plain.replace(/^(mcp-server-|server-|mcp-)/, '').replace(/(-mcp-server|-mcp|-server)$/, '');
  const name = (bare || plain).replace(/^[^a-z]+/, '').slice(0, 32);
  return name.replace(/-+$/, '') || 'server';
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}

async function existing(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  return directory;
}
