/** `nex migrate`: brings a database to the newest schema of every service. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { NexError } from '@nex/core';
import { plural } from '../output/text.ts';
import { REPOSITORY } from '../stack/paths.ts';
import { readState } from '../stack/state.ts';
import type { CommandDefinition } from './command.ts';

export const migrate: CommandDefinition = (program, run) =>
  program
    .command('migrate')
    .description('apply the migrations of every service to DATABASE_URL, or to the running local database')
    .option('--wait', 'apply nothing: wait until somebody else has applied all')
    .action((options: { wait?: true }, command) =>
      run(command, async (context) => {
        const url = context.env.DATABASE_URL ?? (await readState(context.home))?.databaseUrl;
        if (url === undefined) {
          throw new NexError('invalid_request', 'No database is known.', {
            where: 'DATABASE_URL',
            hint: 'Set DATABASE_URL, or start the local platform with `nex up`.',
          });
        }
        if (options.wait) {
          await waitForAll(url);
          context.print({ applied: [] }, () => ['The database is up to date.']);
          return;
        }
        const applied = await migrateAll(url);
        context.print({ applied }, () => [
          ...applied,
          applied.length === 0
            ? 'The database is up to date.'
            : `${plural(applied.length, 'migration')} applied`,
        ]);
      }),
    );

const ASK_EVERY_MS = 1000;
const WAIT_LIMIT_MS = 600_000;

/** Throws `timeout`; a database that cannot be reached yet is waited for, too. */
async function waitForAll(url: string): Promise<void> {
  const { createPool, pendingMigrations } = await import('@nex/postgres');
  await using pool = createPool({ url, max: 1, applicationName: 'nex-migrate' });
  const folders = await migrationFolders();
  const until = Date.now() + WAIT_LIMIT_MS;
  for (;;) {
    const pending = await Promise.all(folders.map((folder) => pendingMigrations(pool, folder))).catch(
      (thrown: unknown) => {
        if (thrown instanceof NexError && thrown.code === 'unavailable') return undefined;
        throw thrown;
      },
    );
    if (pending?.flat().length === 0) return;
    if (Date.now() > until) {
      throw new NexError('timeout', 'The migrations were not applied in time.', {
        where: 'DATABASE_URL',
        hint: 'Run `nex migrate` against the same database.',
      });
    }
    await pause(ASK_EVERY_MS);
  }
}

async function migrationFolders(): Promise<{ schema: string; directory: string }[]> {
  return (await readdir(join(REPOSITORY, 'services')))
    .sort()
    .map((schema) => ({ schema, directory: join(REPOSITORY, 'services', schema, 'migrations') }))
    .filter(({ directory }) => existsSync(directory));
}

/** Names of what was applied now, as `service/migration`, in order. */
async function migrateAll(url: string): Promise<string[]> {
  const { createPool, migrate: applyMigrations } = await import('@nex/postgres');
  await using pool = createPool({ url, max: 2, applicationName: 'nex-migrate' });
  const applied: string[] = [];
  for (const folder of await migrationFolders()) {
    const names = await applyMigrations(pool, folder);
    applied.push(...names.map((name) => `${folder.schema}/${name}`));
  }
  return applied;
}
