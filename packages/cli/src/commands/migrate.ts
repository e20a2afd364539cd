/** `nex migrate`: brings a database to the newest schema of every service. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NexError } from '@nex/core';
import { plural } from '../output/text.ts';
import { REPOSITORY } from '../stack/paths.ts';
import { readState } from '../stack/state.ts';
import type { CommandDefinition } from './command.ts';

export const migrate: CommandDefinition = (program, run) =>
  program
    .command('migrate')
    .description('apply the migrations of every service to DATABASE_URL, or to the running local database')
    .action((_, command) =>
      run(command, async (context) => {
        const url = context.env.DATABASE_URL ?? (await readState(context.home))?.databaseUrl;
        if (url === undefined) {
          throw new NexError('invalid_request', 'No database is known.', {
            where: 'DATABASE_URL',
            hint: 'Set DATABASE_URL, or start the local platform with `nex up`.',
          });
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

/** Names of what was applied now, as `service/migration`, in order. */
async function migrateAll(url: string): Promise<string[]> {
  const { createPool, migrate: applyMigrations } = await import('@nex/postgres');
  await using pool = createPool({ url, max: 2, applicationName: 'nex-migrate' });
  const applied: string[] = [];
  for (const service of (await readdir(join(REPOSITORY, 'services'))).sort()) {
    const directory = join(REPOSITORY, 'services', service, 'migrations');
    if (!existsSync(directory)) continue;
    const names = await applyMigrations(pool, { schema: service, directory });
    applied.push(...names.map((name) => `${service}/${name}`));
  }
  return applied;
}
