/** Brings secrets under the key that encrypts now, so that earlier ones can be taken out of the configuration. */
import { toNexError } from '@nex/core';
import type { SecretPlace } from '@nex/service';
import type { Context } from '../context.ts';
import { readSecretsUnder, resealSecret, type StoredSecret } from '../store/secrets.ts';

const PAGE = 200;

/** At the start of the service. What cannot be decrypted stays as it is, and is told to the log by its name. */
export async function resealSecrets({ pool, secretCipher, log }: Context): Promise<void> {
  const earlier = [...(secretCipher?.keyIds ?? [])].filter((id) => id !== secretCipher?.keyId);
  if (!secretCipher || earlier.length === 0) return;
  let count = 0;
  let after: SecretPlace = { tenant: '', name: '' };
  let page: StoredSecret[];
  do {
    page = await readSecretsUnder(pool, earlier, after, PAGE);
    for (const one of page) {
      try {
        await resealSecret(pool, one, secretCipher.seal(one, secretCipher.open(one, one)));
        count += 1;
      } catch (thrown) {
        log.warn({ tenant: one.tenant, err: toNexError(thrown) }, 'a secret keeps its earlier key');
      }
    }
    after = page.at(-1) ?? after;
  } while (page.length === PAGE);
  if (count > 0) log.info({ count }, 'secrets are encrypted with the new key');
}
