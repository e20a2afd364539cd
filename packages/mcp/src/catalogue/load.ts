/**
 * Reads the catalogue: one YAML file per server. A malformed file is an error with file and key; a server that is
 * not installed only makes its own entry unusable.
 */
import { readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { boundary, NexError } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { parse } from 'yaml';
import { DEFAULT_PATH } from '../session/child-environment.ts';
import { CatalogueEntry } from './entry.ts';
import { type Launch, type LaunchPlaces, resolveLaunch } from './launch.ts';
import { type ProbeRecord, readProbeRecord } from './probe-record.ts';
import { readSnapshot, type ToolSnapshot } from './snapshot.ts';

/** An entry with how to start it and the tools it was seen to have. */
export type CatalogueServer = CatalogueEntry & {
  /** As it was when the catalogue was loaded. */
  launch: Launch;
  /** As `launch`, looked up again: a server may have been installed since. */
  relaunch: () => Promise<Launch>;
  /** Absent until a snapshot is taken. */
  snapshot: ToolSnapshot | undefined;
  /** What came of trying its tools; absent until they were tried. */
  record: ProbeRecord | undefined;
};

export interface Catalogue {
  directory: string;
  /** Sorted by name. */
  entries: readonly CatalogueServer[];
  /** Covers entries, snapshots and which of them can be started, not where they lie. */
  digest: string;
  /** Where servers are installed on demand. */
  servers: string | undefined;
  /** Where commands are looked for, separated as in PATH. */
  path: string;
}

export interface LoadCatalogueOptions {
  /** In the form of PATH. */
  path?: string;
  /** Where servers are installed on demand. Absent: only those that come with the platform can be started. */
  servers?: string;
}

/** Throws `catalogue_invalid` with the file and key. `directory` is absolute. */
export async function loadCatalogue(
  directory: string,
  { path = DEFAULT_PATH, servers }: LoadCatalogueOptions = {},
): Promise<Catalogue> {
  const root = await boundary('catalogue_invalid', 'The catalogue directory cannot be read.', () =>
    realpath(directory),
  );
  const files = (await readdir(root)).filter((file) => file.endsWith('.yaml')).toSorted();
  if (files.length === 0) {
    throw new NexError('catalogue_invalid', 'The catalogue directory holds no entry.', {
      hint: 'Point to the directory with one YAML file per server.',
    });
  }
  const entries = await Promise.all(files.map((file) => loadEntry(file, { directory: root, servers, path })));
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const content = entries.map(({ launch, relaunch: _relaunch, record: _record, snapshot, ...entry }) => ({
    entry,
    snapshot: snapshot?.digest,
    installed: launch.ok,
  }));
  return { directory: root, entries, digest: digestJson(content), path, servers };
}

/** The catalogue with only those entries that can be started here. */
export function installedOnly(catalogue: Catalogue): Catalogue {
  return { ...catalogue, entries: catalogue.entries.filter((entry) => entry.launch.ok) };
}

/** Throws `not_found` with the names that there are. */
export function catalogueServer(catalogue: Catalogue, name: string): CatalogueServer {
  const found = catalogue.entries.find((entry) => entry.name === name);
  if (found) return found;
  throw new NexError('not_found', `The catalogue has no server ${name}.`, {
    where: name,
    hint: `Servers of the catalogue: ${catalogue.entries.map((entry) => entry.name).join(', ')}.`,
  });
}

async function loadEntry(file: string, places: LaunchPlaces): Promise<CatalogueServer> {
  const { directory: root } = places;
  let value: unknown;
  try {
    value = parse(await readFile(join(root, file), 'utf8'));
  } catch (cause) {
    throw new NexError('catalogue_invalid', `The catalogue file ${file} is not YAML.`, {
      where: file,
      hint: 'Correct the syntax of the file.',
      cause,
    });
  }
  const parsed = CatalogueEntry.safeParse(value);
  if (!parsed.success) throw malformed(file, parsed.error.issues);
  const entry = parsed.data;
  if (file !== `${entry.name}.yaml`) {
    throw new NexError('catalogue_invalid', `The catalogue file ${file} names its server ${entry.name}.`, {
      where: `${file}: name`,
      hint: `Call the file ${entry.name}.yaml.`,
    });
  }
  const relaunch = () => resolveLaunch(entry, places);
  return {
    ...entry,
    launch: await relaunch(),
    relaunch,
    snapshot: await readSnapshot(root, entry.name),
    record: await readProbeRecord(root, entry.name),
  };
}

interface Issue {
  code: string;
  path: PropertyKey[];
  message: string;
  keys?: string[];
}

function malformed(file: string, issues: readonly Issue[]): NexError {
  const faults = issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.');
    if (issue.code !== 'unrecognized_keys') return [{ key: path, message: issue.message }];
    return (issue.keys ?? []).map((key) => ({ key: path ? `${path}.${key}` : key, message: 'unknown key' }));
  });
  const text = faults.map((fault) => `${fault.key || 'the file'}: ${fault.message}`).join('; ');
  return new NexError('catalogue_invalid', `The catalogue file ${file} breaks its form: ${text}.`, {
    where: `${file}: ${faults[0]?.key ?? ''}`,
    hint: 'Correct or remove the keys named.',
  });
}
