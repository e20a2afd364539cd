/** `nex cassette show` */
import type { CassetteDetail } from '@nex/core';
import { tableLines } from '../../output/table.ts';
import { count, plural } from '../../output/text.ts';
import type { CommandDefinition } from '../command.ts';

export const show: CommandDefinition = (group, run) =>
  group
    .command('show')
    .description('show what a cassette holds, by server and tool')
    .argument('<name>', 'name of a cassette')
    .action((name: string, _options: object, command) =>
      run(command, async (context) => {
        const client = await context.client();
        context.print(await client.cassettes.get(name, { signal: context.signal }), showLines);
      }),
    );

export function showLines({ name, calls, takes, outcomes, bytes, tools }: CassetteDetail): string[] {
  const changed = tools.filter(({ schemas }) => schemas > 1);
  return [
    `${name}: ${plural(calls, 'call')} in ${plural(takes, 'take')}, ${plural(outcomes, 'outcome')} of ${count(bytes)} bytes`,
    ...(tools.length === 0
      ? []
      : tableLines(
          ['server', 'tool', 'calls', 'outcomes', 'bytes', 'schemas'],
          tools.map(({ server, tool, ...counts }) => [
            server,
            tool,
            ...[counts.calls, counts.outcomes, counts.bytes, counts.schemas].map(count),
          ]),
        )),
    ...changed.map(
      ({ server, tool, schemas }) =>
        `${tool} (${server}) was recorded under ${schemas} input schemas: it has changed in between.`,
    ),
  ];
}
