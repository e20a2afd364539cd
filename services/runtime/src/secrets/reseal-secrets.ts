/** Secrets that lie under an earlier key, at the start of the service. */
import { toNexError } from '@nex/core';
import { resealAll } from '@nex/service';
import type { Context } from '../context.ts';
import { readSecretsUnder, resealSecret, type StoredSecret } from '../store/secrets.ts';

const PAGE = 200;

/** What cannot be decrypted is told to the log by its tenant. */
export async function resealSecrets({ pool, secretCipher, log }: Context): Promise<void> {
  const earlier = [...(secretCipher?.keyIds ?? [])].filter((id) => id !== secretCipher?.keyId);
  if (!secretCipher || earlier.length === 0) return;
  const count = await resealAll<StoredSecret>({
    page: (after) => readSecretsUnder(pool, earlier, after, PAGE),
    reseal: (one) => resealSecret(pool, one, secretCipher.seal(one, secretCipher.open(one, one))),
    onFailure: ({ tenant, name }, thrown) =>
      log.warn({ tenant, secret: name, err: toNexError(thrown) }, 'a secret keeps its earlier key'),
  });
  if (count > 0) log.info({ count }, 'secrets are encrypted with the new key');
}
