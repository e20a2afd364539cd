/** Secrets of webhooks that lie under an earlier key, at the start of a gateway. */
import { toNexError } from '@nex/core';
import { execute, many, sql } from '@nex/postgres';
import { resealAll } from '@nex/service';
import * as z from 'zod';
import type { Context } from '../context.ts';

const Row = z
  .object({
    id: z.string(),
    tenant: z.string(),
    ciphertext: z.instanceof(Buffer),
    nonce: z.instanceof(Buffer),
    key_id: z.string(),
  })
  .transform(({ key_id, ...row }) => ({ ...row, keyId: key_id }));
const PAGE = 200;

/** What cannot be decrypted is told to the log by its id. */
export async function resealWebhooks({ pool, webhookSecrets, log }: Context): Promise<void> {
  const { keyId } = webhookSecrets;
  if (keyId === undefined) return;
  const count = await resealAll<z.output<typeof Row>>({
    page: (after) =>
      many(
        pool,
        Row,
        sql`select id, tenant, ciphertext, nonce, key_id from gateway.webhooks
          where key_id <> ${keyId} and id > ${after?.id ?? ''} order by id limit ${PAGE}`,
      ),
    async reseal(one) {
      const sealed = webhookSecrets.reseal(one, one);
      const changed = await execute(
        pool,
        sql`update gateway.webhooks set ciphertext = ${sealed.ciphertext}, nonce = ${sealed.nonce},
            key_id = ${sealed.keyId} where id = ${one.id} and nonce = ${one.nonce}`,
      );
      return changed > 0;
    },
    onFailure: ({ tenant, id }, thrown) =>
      log.warn(
        { tenant, webhook: id, err: toNexError(thrown) },
        'a secret of a webhook keeps its earlier key',
      ),
  });
  if (count > 0) log.info({ count }, 'secrets of webhooks are encrypted with the new key');
}
