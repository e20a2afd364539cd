/** `nex secrets list` */
import type { Secret } from '@nex/core';
import { tableLines } from '../../output/table.ts';
import type { CommandDefinition } from '../command.ts';

export const list: CommandDefinition = (group, run) =>
  group
    .command('list')
    .description('list the secrets by name, without their values')
    .action((_options: object, command) =>
      run(command, async (context) => {
        const client = await context.client();
        const items: Secret[] = [];
        let cursor: string | null = '';
        while (cursor !== null) {
          const page = await client.secrets.list({
            signal: context.signal,
            limit: 200,
            ...(cursor === '' ? {} : { cursor }),
          });
          items.push(...page.items);
          cursor = page.nextCursor;
        }
        context.print(items, listLines);
      }),
    );

function listLines(items: readonly Secret[]): string[] {
  if (items.length === 0) return ['There is no secret. `nex secrets set NAME` adds one.'];
  return tableLines(
    ['name', 'made at', 'set at', 'set by'],
    items.map(({ name, createdAt, updatedAt, updatedBy }) => [name, createdAt, updatedAt, updatedBy]),
  );
}
