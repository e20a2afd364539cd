/** `nex cassette delete` */
import type { CommandDefinition } from '../command.ts';

export const remove: CommandDefinition = (group, run) =>
  group
    .command('delete')
    .description('delete a cassette; the runs that it was used in stay')
    .argument('<name>', 'name of a cassette')
    .action((name: string, _options: object, command) =>
      run(command, async (context) => {
        const client = await context.client();
        await client.cassettes.remove(name, { signal: context.signal });
        context.print({ name, deleted: true }, () => [`${name} is deleted.`]);
      }),
    );
