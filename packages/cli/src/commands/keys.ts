/** `nex keys`: API keys of the gateway. */
import { type ApiKey, type ApiKeySecret, SCOPES, type Scope } from '@nex/core';
import { InvalidArgumentError } from 'commander';
import { tableLines } from '../output/table.ts';
import type { CommandDefinition } from './command.ts';
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
  group
    .command('list')
    .description('list keys, newest first')
    .option('--tenant <id>', 'of that tenant only')
    .option('--limit <number>', 'keys of a page', whole(1, 200), 50)
    .option('--cursor <cursor>', 'the next page, as the page before said')
    .action((options: { tenant?: string; limit: number; cursor?: string }, command) =>
      run(command, async (context) => {
        const client = await context.client();
        context.print(
          await client.keys.list({ ...options, signal: context.signal }),
          ({ items, nextCursor }) => [
            ...keyLines(items),
            ...(nextCursor === null ? [] : [`More: --cursor ${nextCursor}`]),
          ],
        );
      }),
    );
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

export function keyLines(items: readonly ApiKey[], now = Date.now()): string[] {
  if (items.length === 0) return ['There is no key. `nex keys create NAME --scope read` makes one.'];
  return tableLines(
    ['id', 'name', 'tenant', 'scopes', 'state', 'last used', 'created'],
    items.map((key) => [
      key.id,
      key.name,
      key.tenant,
      key.scopes.join(','),
      stateOf(key, now),
      key.lastUsedAt ?? 'never',
      key.createdAt,
    ]),
  );
}

function stateOf({ revokedAt, expiresAt }: ApiKey, now: number): string {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'good';
  return Date.parse(expiresAt) <= now ? 'expired' : `until ${expiresAt.slice(0, 10)}`;
}
