/** Postgres for tests: `DATABASE_URL`, else Docker, else a local server whose data is thrown away at the end and lies in memory if it can. */
import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres, stopCluster } from '@nex/cli/stack';
import { dataFolder, dataFolders } from './data-folder.ts';
import { startContainer } from './docker.ts';
import { findLeftovers, makeRunFolder } from './leftovers.ts';
import { nothingToStop, type TestServer } from './tier.ts';

const IMAGE = 'postgres:18-alpine';
const PREFIX = 'nex-test-postgres-';

export async function startTestPostgres(env: NodeJS.ProcessEnv = process.env): Promise<TestServer> {
  if (env.DATABASE_URL) return { url: env.DATABASE_URL, tier: 'given', stop: nothingToStop };
  const container = await startContainer({
    image: IMAGE,
    port: 5432,
    env: { POSTGRES_USER: 'nex', POSTGRES_PASSWORD: 'nex', POSTGRES_DB: 'nex' },
    command: ['postgres', '-c', 'fsync=off', '-c', 'max_connections=300'],
  });
  if (typeof container !== 'string') {
    const url = `postgres://nex:nex@${container.host}:${container.port}/nex`;
    return { url, tier: `docker ${IMAGE}`, stop: () => container.stop() };
  }
  await removeLeftovers();
  const directory = await makeRunFolder(PREFIX, await dataFolder());
  await chmod(directory, 0o755);
  const server = await startPostgres({ directory, throwaway: true });
  return {
    url: server.url,
    tier: `${server.kind} ${server.version}`,
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function removeLeftovers(): Promise<void> {
  const found = await Promise.all(dataFolders().map((folder) => findLeftovers(PREFIX, folder)));
  for (const directory of found.flat()) {
    for (const name of await readdir(directory)) {
      if (name.startsWith('data-')) await stopCluster(join(directory, name));
    }
    await rm(directory, { recursive: true, force: true });
  }
}
