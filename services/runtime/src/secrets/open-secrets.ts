/** The secrets of a tenant: for agents that a run opens, and the cipher for those who set them. */
import { type AgentSecrets, createAgentSecrets } from '@nex/assembly';
import { NexError } from '@nex/core';
import type { SecretCipher } from '@nex/service';
import type { Context } from '../context.ts';
import { readSecrets } from '../store/secrets.ts';

/** Throws `invalid_request` where no key is configured. */
export function cipherOf({ secretCipher }: Pick<Context, 'secretCipher'>): SecretCipher {
  if (secretCipher) return secretCipher;
  throw new NexError(
    'invalid_request',
    'This platform keeps no secrets: it has no key to encrypt them with.',
    {
      where: 'NEX_SECRETS_KEY',
      hint: 'Have the operator set NEX_SECRETS_KEY for the runtime (`openssl rand -base64 32`); `nex up` makes a key.',
    },
  );
}

/** Reads nothing before an agent names a secret; each opening reads what is in force then. */
export function openSecrets(context: Context, tenant: string): AgentSecrets {
  return createAgentSecrets(
    async (names) => {
      const cipher = cipherOf(context);
      const stored = await readSecrets(context.pool, tenant, names);
      return new Map(stored.map((one) => [one.name, cipher.open(one, one)]));
    },
    (name) => `Set it with \`nex secrets set ${name}\`, or with PUT /v1/secrets/${name}.`,
  );
}
