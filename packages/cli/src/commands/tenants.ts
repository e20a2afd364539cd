/** `nex tenants`: whose work the platform does, and how much of it. */
import type { Tenant, TenantQuotas } from '@nex/core';
import { tableLines } from '../output/table.ts';
import { count } from '../output/text.ts';
import type { CommandDefinition } from './command.ts';
import { addList } from './list/add-list.ts';
import { whole } from './numbers.ts';

const MOST = 1e15;

export const tenants: CommandDefinition = (program, run) => {
  const group = program.command('tenants').description('list tenants, make them, set their quotas');
  addList<Tenant>(group, run, {
    description: 'list tenants, by id',
    page: (client, options) => client.tenants.list(options),
    columns: TENANT_COLUMNS,
    row: tenantRow,
    empty: 'There is no tenant.',
  });
  group
    .command('set')
    .description('make a tenant, or set its name and all its quotas')
    .argument('<id>', 'id of the tenant')
    .requiredOption('--name <name>', 'for people')
    .option('--requests-per-minute <number>', 'requests of all its keys (default: no limit)', whole(0, MOST))
    .option('--concurrent-runs <number>', 'runs at the same time (default: no limit)', whole(0, MOST))
    .option('--queued-runs <number>', 'runs that wait (default: no limit)', whole(0, MOST))
    .option('--tokens-per-day <number>', 'tokens of all its runs (default: no limit)', whole(0, MOST))
    .addHelpText('after', '\nA quota that is not named is lifted.')
    .action((id: string, { name, ...quotas }: { name: string } & TenantQuotas, command) =>
      run(command, async (context) => {
        const client = await context.client();
        const tenant = await client.tenants.put(id, { name, quotas }, { signal: context.signal });
        context.print(tenant, (one) => tableLines(TENANT_COLUMNS, [tenantRow(one)]));
      }),
    );
  return group;
};

const TENANT_COLUMNS = ['id', 'requests/min', 'runs at once', 'runs waiting', 'tokens/day', 'name'];

export function tenantRow({ id, name, quotas }: Tenant): string[] {
  const figure = (value: number | undefined) => (value === undefined ? '-' : count(value));
  return [
    id,
    figure(quotas.requestsPerMinute),
    figure(quotas.concurrentRuns),
    figure(quotas.queuedRuns),
    figure(quotas.tokensPerDay),
    name,
  ];
}
