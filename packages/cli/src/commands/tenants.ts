/** `nex tenants`: whose work the platform does, and how much of it. */
import type { Tenant, TenantQuotas } from '@nex/core';
import { tableLines } from '../output/table.ts';
import { count } from '../output/text.ts';
import type { CommandDefinition } from './command.ts';
import { whole } from './numbers.ts';

const MOST = 1e15;

export const tenants: CommandDefinition = (program, run) => {
  const group = program.command('tenants').description('list tenants, make them, set their quotas');
  group
    .command('list')
    .description('list tenants by their ids')
    .option('--limit <number>', 'tenants of a page', whole(1, 200), 50)
    .option('--cursor <cursor>', 'the next page, as the page before said')
    .action((options: { limit: number; cursor?: string }, command) =>
      run(command, async (context) => {
        const client = await context.client();
        context.print(
          await client.tenants.list({ ...options, signal: context.signal }),
          ({ items, nextCursor }) => [
            ...tenantLines(items),
            ...(nextCursor === null ? [] : [`More: --cursor ${nextCursor}`]),
          ],
        );
      }),
    );
  group
    .command('set')
    .description('make a tenant, or set its name and all its quotas')
    .argument('<id>', 'id of the tenant')
    .requiredOption('--name <name>', 'for people')
    .option('--requests-per-minute <number>', 'requests of all its keys', whole(0, MOST))
    .option('--concurrent-runs <number>', 'runs at the same time', whole(0, MOST))
    .option('--queued-runs <number>', 'runs that wait', whole(0, MOST))
    .option('--tokens-per-day <number>', 'tokens of all its runs', whole(0, MOST))
    .addHelpText('after', '\nA quota that is not named is lifted.')
    .action((id: string, { name, ...quotas }: { name: string } & TenantQuotas, command) =>
      run(command, async (context) => {
        const client = await context.client();
        const tenant = await client.tenants.put(id, { name, quotas }, { signal: context.signal });
        context.print(tenant, (one) => tenantLines([one]));
      }),
    );
  return group;
};

export function tenantLines(items: readonly Tenant[]): string[] {
  const figure = (value: number | undefined) => (value === undefined ? '-' : count(value));
  return tableLines(
    ['id', 'requests/min', 'runs at once', 'runs waiting', 'tokens/day', 'name'],
    items.map(({ id, name, quotas }) => [
      id,
      figure(quotas.requestsPerMinute),
      figure(quotas.concurrentRuns),
      figure(quotas.queuedRuns),
      figure(quotas.tokensPerDay),
      name,
    ]),
  );
}
