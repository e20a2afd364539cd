/** Finds the `bwrap` program that local sandboxes are made with. */
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

export interface Bubblewrap {
  file: string;
  version: string;
  /** For a program that was unpacked to a folder of its own: where its libraries are. */
  libraryPath?: string;
}

export interface FindBubblewrapOptions {
  /** Tried first, in this order. */
  candidates?: readonly { file: string; libraryPath?: string }[];
  /** Folders to look in next. Default: those of `path`, then the system's. */
  folders?: readonly string[];
  /** In the form of PATH. */
  path?: string;
}

/** The oldest version with `--disable-userns`, which keeps commands from making namespaces of their own. */
const OLDEST = [0, 8] as const;

export type FoundBubblewrap = { ok: true; bubblewrap: Bubblewrap } | { ok: false; hint: string };

export async function findBubblewrap(options: FindBubblewrapOptions = {}): Promise<FoundBubblewrap> {
  const folders = options.folders ?? [...(options.path ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'];
  const inFolders = folders.filter(isAbsolute).map((folder) => ({ file: join(folder, 'bwrap') }));
  let tooOld: string | undefined;
  for (const candidate of [...(options.candidates ?? []), ...inFolders]) {
    const version = await versionOf(candidate);
    if (version === undefined) continue;
    if (isRecent(version)) return { ok: true, bubblewrap: { ...candidate, version } };
    tooOld = version;
  }
  const install = 'Install bubblewrap 0.8 or newer ("apt-get install bubblewrap").';
  return { ok: false, hint: tooOld === undefined ? install : `bubblewrap ${tooOld} is too old. ${install}` };
}

/** Environment that the program itself needs. */
export function bubblewrapEnv(bubblewrap: Bubblewrap): Record<string, string> {
  return bubblewrap.libraryPath === undefined ? {} : { LD_LIBRARY_PATH: bubblewrap.libraryPath };
}

async function versionOf(candidate: { file: string; libraryPath?: string }): Promise<string | undefined> {
  const isThere = await access(candidate.file, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isThere) return undefined;
  const env = bubblewrapEnv({ ...candidate, version: '' });
  return new Promise((resolve) => {
    execFile(candidate.file, ['--version'], { env, timeout: 10_000 }, (error, stdout) => {
      resolve(error ? undefined : /(\d+\.\d+\.\d+)/.exec(stdout)?.[1]);
    });
  });
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
