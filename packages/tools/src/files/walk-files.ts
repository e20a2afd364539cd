/**
 * Walks the files below a folder of the workspace, folders in order of their names. Links are not followed, `.git` and
 * what the platform keeps in `.nex` are left out, and `.gitignore` files count from the workspace's root down.
 */
import { constants, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PLATFORM_FOLDER } from '../sandbox/output-store.ts';
import { type FoundPath, pathFromRoot, WORKSPACE_ALIAS, type Workspace } from '../workspace.ts';
import { type IgnoreRules, isIgnored, parseIgnoreRules } from './ignore-rules.ts';
import { openFolder, openVerified } from './verified-open.ts';

const MAX_IGNORE_FILE_BYTES = 256 * 1024;
const ALWAYS_LEFT_OUT: ReadonlySet<string> = new Set(['.git', PLATFORM_FOLDER]);

/** A regular file, with its path from the workspace's root and from the folder that the walk began at. */
export interface WalkedFile extends FoundPath {
  fromRoot: string;
  fromStart: string;
}

export interface WalkOptions {
  signal: AbortSignal;
  respectGitIgnore: boolean;
  /** Told of each file and folder that a rule left out. */
  onIgnored?: () => void;
}

/** Folders that vanish or cannot be read on the way are passed over. */
export async function* walkFiles(
  workspace: Workspace,
  start: FoundPath,
  options: WalkOptions,
): AsyncGenerator<WalkedFile> {
  const fromRoot = pathFromRoot(start);
  const scopes = options.respectGitIgnore ? await rulesAbove(workspace, fromRoot) : [];
  yield* walk({ hostPath: start.hostPath, fromRoot, fromStart: '' }, scopes, options);
}

interface Folder {
  hostPath: string;
  fromRoot: string;
  fromStart: string;
}

async function* walk(
  folder: Folder,
  above: readonly IgnoreRules[],
  options: WalkOptions,
): AsyncGenerator<WalkedFile> {
  options.signal.throwIfAborted();
  const entries = await list(folder.hostPath);
  const rules = options.respectGitIgnore ? await rulesOf(folder.hostPath, folder.fromRoot) : undefined;
  const scopes = rules ? [...above, rules] : above;
  for (const entry of entries) {
    const isDirectory = entry.isDirectory();
    if ((!isDirectory && !entry.isFile()) || ALWAYS_LEFT_OUT.has(entry.name)) continue;
    const place = {
      hostPath: join(folder.hostPath, entry.name),
      fromRoot: below(folder.fromRoot, entry.name),
      fromStart: below(folder.fromStart, entry.name),
    };
    if (isIgnored(scopes, place.fromRoot, isDirectory)) options.onIgnored?.();
    else if (isDirectory) yield* walk(place, scopes, options);
    else yield { ok: true, shownPath: `${WORKSPACE_ALIAS}/${place.fromRoot}`, ...place };
  }
}

async function list(hostPath: string) {
  try {
    await using folder = await openFolder(hostPath);
    const entries = await readdir(folder.path, { withFileTypes: true });
    return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

/** Rules of the folders above `fromRoot`, from the workspace's root on. */
export async function rulesAbove(workspace: Workspace, fromRoot: string): Promise<IgnoreRules[]> {
  const scopes: IgnoreRules[] = [];
  const parts = fromRoot === '' ? [] : fromRoot.split('/');
  for (let depth = 0; depth < parts.length; depth += 1) {
    const folder = parts.slice(0, depth).join('/');
    const path = await workspace.resolve(folder === '' ? '.' : folder);
    const rules = path.ok ? await rulesOf(path.hostPath, folder) : undefined;
    if (rules) scopes.push(rules);
  }
  return scopes;
}

/** Rules of the folder's own `.gitignore`; `undefined` when there is none that can be read. */
export async function rulesOf(hostPath: string, fromRoot: string): Promise<IgnoreRules | undefined> {
  try {
    await using file = await openVerified(join(hostPath, '.gitignore'), constants.O_RDONLY);
    const stat = await file.stat();
    if (!stat.isFile() || stat.size > MAX_IGNORE_FILE_BYTES) return undefined;
    return parseIgnoreRules(fromRoot, await file.readFile('utf8'));
  } catch {
    return undefined;
  }
}

const below = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
