/** The keys that secrets are encrypted with: `NEX_SECRETS_KEY`. */
import { NexError } from '@nex/core';
import type { Environment } from './environment.ts';
import { SECRET_KEY_BYTES } from './secret-cipher.ts';

/** The first encrypts, all decrypt; none: there are no secrets. Throws `config_invalid`, without the key. */
export function readSecretKeys(environment: Environment): Buffer[] {
  return environment.list('NEX_SECRETS_KEY').map((text, at) => {
    const key = /^[A-Za-z0-9+/]+=*$/.test(text) ? Buffer.from(text, 'base64') : undefined;
    if (key?.length === SECRET_KEY_BYTES) return key;
    throw new NexError('config_invalid', `Key ${at + 1} of NEX_SECRETS_KEY is not 32 bytes in base64.`, {
      where: 'NEX_SECRETS_KEY',
      hint: 'Make one with `openssl rand -base64 32`; commas stand between several.',
    });
  });
}
