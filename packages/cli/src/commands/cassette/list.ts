/** `nex cassette list` */
import type { Cassette } from '@nex/core';
import { tableLines } from '../../output/table.ts';
import { count } from '../../output/text.ts';
import type { CommandDefinition } from '../command.ts';

export const list: CommandDefinition = (group, run) =>
  group
    .command('list')
    .description('list the cassettes by name')
    .action((_options: object, command) =>
      run(command, async (context) => {
        const client = await context.client();
        const items: Cassette[] = [];
        let cursor: string | null = '';
        while (cursor !== null) {
          const page = await client.cassettes.list({
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

export function listLines(items: readonly Cassette[]): string[] {
  if (items.length === 0)
    return ['There is no cassette. `nex run … --cassette NAME --cassette-mode record` makes one.'];
  return tableLines(
    ['name', 'calls', 'takes', 'outcomes', 'bytes', 'made at'],
    items.map(({ name, calls, takes, outcomes, bytes, createdAt }) => [
      name,
      ...[calls, takes, outcomes, bytes].map(count),
      createdAt,
    ]),
  );
}
