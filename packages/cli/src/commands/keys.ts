/** `nex keys`: API keys of the gateway. */
import { type ApiKey, type ApiKeySecret, SCOPES, type Scope } from '@nex/core';
import { InvalidArgumentError } from 'commander';
import type { CommandDefinition } from './command.ts';
import { addList, minute } from './list/add-list.ts';
import { whole } from './numbers.ts';

export const keys: CommandDefinition = (program, run) => {
  const group = program.command('keys').description('create, list, rotate and revoke API keys');
  group
    .command('create')
    .description('create a key; its secret is shown this once')
    .argument('<name>', 'what it is for')
    .requiredOption(
      '--scope <scope>',
      `what it may do: ${SCOPES.join(', ')}; each includes those before it`,
      scope,
    )
    .option('--expires-in-days <days>', 'end of the key (default: until it is revoked)', whole(1, 3650))
    .option('--tenant <id>', "tenant of the key (default: the caller's own)")
    .action((name: string, options: { scope: Scope; expiresInDays?: number; tenant?: string }, command) =>
      run(command, async (context) => {
        const client = await context.client();
        const { scope: asked, ...rest } = options;
        const made = await client.keys.create({ name, scopes: [asked], ...rest }, { signal: context.signal });
        context.print(made, secretLines);
      }),
    );
  addList<ApiKey, { tenant?: string }>(group, run, {
    description: 'list keys, newest first',
    options: (command) =>
      command.option('--tenant <id>', 'of that tenant only (default: all that the caller may see)'),
    page: (client, options) => client.keys.list(options),
    columns: KEY_COLUMNS,
    row: (key) => keyRow(key),
    empty: 'There is no key. `nex keys create NAME --scope read` makes one.',
  });
  group
    .command('rotate')
    .description('give a key a new secret; the one before stays good for a while')
    .argument('<key>', 'id of a key')
    .option('--grace-seconds <seconds>', 'how long (default: 3600; 0: not at all)', whole(0, 30 * 86_400))
    .action((id: string, { graceSeconds }: { graceSeconds?: number }, command) =>
      run(command, async (context) => {
        const client = await context.client();
        const body = graceSeconds === undefined ? {} : { graceSeconds };
        context.print(await client.keys.rotate(id, body, { signal: context.signal }), secretLines);
      }),
    );
  group
    .command('revoke')
    .description('end a key; the whole platform refuses it within seconds')
    .argument('<key>', 'id of a key')
    .action((id: string, _, command) =>
      run(command, async (context) => {
        const client = await context.client();
        context.print(await client.keys.revoke(id, { signal: context.signal }), (key) => [
          `${key.id} (${key.name}) is revoked`,
        ]);
      }),
    );
  return group;
};

function scope(text: string): Scope {
  const found = SCOPES.find((one) => one === text);
  if (found) return found;
  throw new InvalidArgumentError(`Write one of: ${SCOPES.join(', ')}.`);
}

function secretLines({ key, secret }: ApiKeySecret): string[] {
  return [
    secret,
    `${key.id} (${key.name}), tenant ${key.tenant}. Keep the secret now: it is not shown again.`,
  ];
}

const KEY_COLUMNS = ['id', 'name', 'tenant', 'scopes', 'state', 'last used', 'created'];

export function keyRow(key: ApiKey, now = Date.now()): string[] {
  return [
    key.id,
    key.name,
    key.tenant,
    key.scopes.join(','),
    stateOf(key, now),
    key.lastUsedAt === null ? 'never' : minute(key.lastUsedAt),
    minute(key.createdAt),
  ];
}

function stateOf({ revokedAt, expiresAt }: ApiKey, now: number): string {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'good';
  return Date.parse(expiresAt) <= now ? 'expired' : `until ${expiresAt.slice(0, 10)}`;
}
