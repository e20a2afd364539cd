/** `nex secrets set` */
import { NexError, SecretName } from '@nex/core';
import type { CommandDefinition } from '../command.ts';
import { readSecretValue } from './read-secret-value.ts';

export const set: CommandDefinition = (group, run) =>
  group
    .command('set')
    .description('set a secret; the value is asked for, or comes from standard input')
    .argument('<name>', 'agent files write ${secret.NAME}')
    .action((name: string, _options: object, command) =>
      run(command, async (context) => {
        if (!SecretName.safeParse(name).success) {
          throw new NexError('invalid_request', `${name} is no name of a secret.`, {
            where: 'name',
            hint: '1 to 100 letters, digits, ".", "_" or "-".',
          });
        }
        const client = await context.client();
        const value = await readSecretValue(context, name);
        const secret = await client.secrets.put(name, { value }, { signal: context.signal });
        context.print(secret, () => [`${name} is set. Agent files name it as \${secret.${name}}.`]);
      }),
    );
