/** `nex audit`: who changed what. */
import type { AuditEntry } from '@nex/core';
import { tableLines } from '../output/table.ts';
import type { CommandDefinition } from './command.ts';
import { whole } from './numbers.ts';

interface AuditOptions {
  actor?: string;
  operation?: string;
  resource?: string;
  since?: string;
  limit: number;
  cursor?: string;
}

export const audit: CommandDefinition = (program, run) =>
  program
    .command('audit')
    .description('list changes that came through the gateway, newest first')
    .option('--actor <actor>', 'by whom: key:<id of the key>, user:<subject>')
    .option('--operation <operation>', 'as the OpenAPI document names it, as in createKey')
    .option('--resource <id>', 'of what: the id of a run, a build, a key')
    .option('--since <time>', 'not before, as in 2026-01-31T12:00:00Z')
    .option('--limit <number>', 'entries of a page', whole(1, 200), 50)
    .option('--cursor <cursor>', 'the next page, as the page before said')
    .action((options: AuditOptions, command) =>
      run(command, async (context) => {
        const client = await context.client();
        context.print(await client.audit({ ...options, signal: context.signal }), ({ items, nextCursor }) => [
          ...auditLines(items),
          ...(nextCursor === null ? [] : [`More: --cursor ${nextCursor}`]),
        ]);
      }),
    );

export function auditLines(items: readonly AuditEntry[]): string[] {
  if (items.length === 0) return ['No change.'];
  return tableLines(
    ['time', 'tenant', 'actor', 'operation', 'status', 'resource'],
    items.map(({ time, tenant, actor, operation, status, resource }) => [
      time,
      tenant,
      actor,
      operation,
      status === null ? 'open' : String(status),
      resource ?? '-',
    ]),
  );
}
