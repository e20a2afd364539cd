/** Brings the secrets of webhooks under the key that encrypts now, so that earlier ones can be taken out of the configuration. */
import { toNexError } from '@nex/core';
import { execute, many, sql } from '@nex/postgres';
import * as z from 'zod';
import type { Context } from '../context.ts';

const Row = z.object({
  id: z.string(),
  tenant: z.string(),
  ciphertext: z.instanceof(Buffer),
  nonce: z.instanceof(Buffer),
  key_id: z.string(),
});
const PAGE = 200;

/** At the start of a gateway. What cannot be decrypted stays as it is, and is told to the log by its id. */
export async function resealWebhooks({ pool, webhookSecrets, log }: Context): Promise<void> {
  const { keyId } = webhookSecrets;
  if (keyId === undefined) return;
  let after = '';
  let count = 0;
  for (let rows = PAGE; rows === PAGE; ) {
    const page = await many(
      pool,
      Row,
      sql`select id, tenant, ciphertext, nonce, key_id from gateway.webhooks
        where key_id <> ${keyId} and id > ${after} order by id limit ${PAGE}`,
    );
    for (const { id, tenant, ciphertext, nonce, key_id } of page) {
      try {
        const sealed = webhookSecrets.reseal({ tenant, id }, { ciphertext, nonce, keyId: key_id });
        // A secret that was rotated meanwhile lies under the new key already.
        count += await execute(
          pool,
          sql`update gateway.webhooks set ciphertext = ${sealed.ciphertext}, nonce = ${sealed.nonce},
              key_id = ${sealed.keyId} where id = ${id} and nonce = ${nonce}`,
        );
      } catch (thrown) {
        log.warn(
          { tenant, webhook: id, err: toNexError(thrown) },
          'a secret of a webhook keeps its earlier key',
        );
      }
    }
    after = page.at(-1)?.id ?? after;
    rows = page.length;
  }
  if (count > 0) log.info({ count }, 'secrets of webhooks are encrypted with the new key');
}
