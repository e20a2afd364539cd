/** Vitest's global set-up for the projects that need servers: starts them once, and hands their addresses out. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startTestServers } from './servers/index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
    redisUrl: string | null;
    tiers: { postgres: string; redis: string };
  }
}

/** Returns the tear-down. With `NEX_TIERS_FILE` set, writes down there what the tiers run on. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers = await startTestServers();
  project.provide('postgresUrl', servers.postgresUrl);
  project.provide('redisUrl', servers.redisUrl);
  project.provide('tiers', servers.tiers);
  const file = process.env.NEX_TIERS_FILE;
  if (file !== undefined) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(servers.tiers));
  }
  return async () => {
    await servers[Symbol.asyncDispose]();
  };
}
