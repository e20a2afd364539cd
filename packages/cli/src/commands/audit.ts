/** `nex audit`: who changed what. */
import type { AuditEntry } from '@nex/core';
import type { CommandDefinition } from './command.ts';
import { addList } from './list/add-list.ts';

interface Filter {
  actor?: string;
  operation?: string;
  resource?: string;
  since?: string;
}

export const audit: CommandDefinition = (program, run) =>
  addList<AuditEntry, Filter>(program, run, {
    name: 'audit',
    description: 'list changes that came through the gateway, newest first',
    options: (command) =>
      command
        .option('--actor <actor>', 'by whom: key:<id of the key>, user:<subject> (default: anybody)')
        .option('--operation <operation>', 'as the OpenAPI document names it, as in createKey (default: any)')
        .option('--resource <id>', 'of what: the id of a run, a build, a key (default: anything)')
        .option('--since <time>', 'not before, as in 2026-01-31T12:00:00Z (default: ever)'),
    page: (client, options) => client.audit(options),
    columns: ['time', 'tenant', 'actor', 'operation', 'status', 'resource'],
    row: auditRow,
    empty: 'No change.',
  });

export function auditRow({ time, tenant, actor, operation, status, resource }: AuditEntry): string[] {
  return [time, tenant, actor, operation, status === null ? 'open' : String(status), resource ?? '-'];
}
