/** `nex secrets delete` */
import type { CommandDefinition } from '../command.ts';

export const remove: CommandDefinition = (group, run) =>
  group
    .command('delete')
    .description('delete a secret; runs that name it fail from then on')
    .argument('<name>', 'name of a secret')
    .action((name: string, _options: object, command) =>
      run(command, async (context) => {
        const client = await context.client();
        await client.secrets.remove(name, { signal: context.signal });
        context.print({ name, deleted: true }, () => [`${name} is deleted.`]);
      }),
    );
