/** Whether the database has the tables that this checkout works with. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareMigrations, createPool, type Pool } from '@nex/postgres';
import { REPOSITORY } from '../../stack/paths.ts';
import { type Check, type Finding, fail, ok, warn } from '../check.ts';

export const migrations: Check = {
  name: 'migrations',
  about: 'the database has every migration of this checkout, unchanged, and none that is newer',
  async run({ deployment: { databaseUrl } }) {
    if (databaseUrl === undefined) return [];
    await using pool = createPool({ url: databaseUrl, max: 1, applicationName: 'nex-doctor' });
    const findings: Finding[] = [];
    for (const service of (await readdir(join(REPOSITORY, 'services'))).sort()) {
      const directory = join(REPOSITORY, 'services', service, 'migrations');
      if (existsSync(directory)) findings.push(...(await compare(pool, service, directory)));
    }
    return findings;
  },
};

async function compare(pool: Pool, schema: string, directory: string): Promise<Finding[]> {
  const { pending, changed, unknown } = await compareMigrations(pool, { schema, directory });
  const findings = [
    ...(pending.length > 0
      ? [fail(schema, `not applied: ${pending.join(', ')}`, 'Run nex migrate, or start the service.')]
      : []),
    ...(changed.length > 0
      ? [
          fail(
            schema,
            `changed after they were applied: ${changed.join(', ')}`,
            'Restore the files: migrations are never changed.',
          ),
        ]
      : []),
    ...(unknown.length > 0
      ? [
          warn(
            schema,
            `the database has ${unknown.join(', ')}, which this checkout does not know`,
            'Run the newer version of the services, not this one.',
          ),
        ]
      : []),
  ];
  return findings.length > 0 ? findings : [ok(schema, 'all migrations are applied')];
}
