/**
 * Brings a new server into the catalogue: installs it, tries its tools, and writes entry, snapshot and record. Either
 * all of it is there at the end, or nothing.
 */
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NexError } from '@nex/core';
import { CatalogueEntry } from '../catalogue/entry.ts';
import { installedAt } from '../catalogue/launch.ts';
import type { Catalogue } from '../catalogue/load.ts';
import { type ProbeRecord, writeProbeRecord } from '../catalogue/probe-record.ts';
import { writeSnapshot } from '../catalogue/snapshot.ts';
import { readProbePlan } from '../probe/probe-plan.ts';
import type { Probed } from '../probe/probe-server.ts';
import { guessDomain } from '../retrieval/domains.ts';
import { deriveEntry } from './draft-entry.ts';
import { entryText } from './entry-text.ts';
import type { ServerDraft } from './import-config.ts';
import { entryBase, obtainServer, sourceName } from './obtain-server.ts';
import { type EntryBase, type ProbeParts, probeWithKeys } from './probe-with-keys.ts';
import { refuseSecrets } from './refuse-secrets.ts';

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
 * Throws `invalid_request` for a secret among the settings, `conflict` for a name or package that is there, `not_found` and `unavailable` for a package that cannot be
 * had, `catalogue_invalid` for a server that does not start or has no tools, `cancelled`.
 */
export async function addServer(options: AddOptions): Promise<AddedServer> {
  const { catalogue, draft, dryRun = false, signal, onStep = () => {} } = options;
  const name = options.given?.name ?? shortName(draft.name ?? sourceName(draft));
  refuseSecrets(draft);
  refuseDuplicate(catalogue, name, draft);
  const { servers } = catalogue;
  const work = await mkdtemp(join(servers && !dryRun ? await existing(servers) : tmpdir(), '.adding-'));
  const written: string[] = [];
  try {
    const found = await obtainServer(options, work, onStep);
    const base = { ...entryBase(name, found, draft), ...options.given };
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

/** `@scope/mcp-server-thing` → `thing`. */
function shortName(text: string): string {
  const last = text.split('/').at(-1) ?? text;
  const plain = last.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const bare = plain.replace(/^(mcp-server-|server-|mcp-)/, '').replace(/(-mcp-server|-mcp|-server)$/, '');
  const name = (bare || plain).replace(/^[^a-z]+/, '').slice(0, 32);
  return name.replace(/-+$/, '') || 'server';
}

async function existing(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  return directory;
}
