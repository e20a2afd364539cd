/** What the rows say of webhooks and their deliveries at each collection. Every process tells the same of them. */
import type { Metrics } from '@nex/core';
import { many, maybeOne, type Pool, sql } from '@nex/postgres';
import * as z from 'zod';

const Waiting = z.object({ value: z.number() });
const Counted = z.object({ state: z.string(), count: z.number().int() });
const STATES = ['on', 'failing', 'off', 'switched_off'] as const;

/** Deliveries to a webhook that is off wait for a person, so they are not looked at. */
const WAITING = sql`from gateway.webhook_deliveries d join gateway.webhooks w on w.id = d.webhook_id
  where d.state = 'waiting' and w.enabled`;

export function watchWebhooks(metrics: Metrics, pool: Pool): Disposable {
  const stack = new DisposableStack();
  const one = async (what: ReturnType<typeof sql>) => {
    const row = await maybeOne(pool, Waiting, sql`select ${what} as value ${WAITING}`);
    return [{ value: row?.value ?? 0, labels: {} }];
  };
  stack.use(metrics.watch('nex_webhook_deliveries_waiting', () => one(sql`count(*)::float8`)));
  stack.use(
    metrics.watch('nex_webhook_oldest_seconds', () =>
      one(sql`coalesce(extract(epoch from now() - min(greatest(d.waiting_since, w.enabled_at))), 0)::float8`),
    ),
  );
  stack.use(
    metrics.watch('nex_webhooks', async () => {
      const rows = await many(
        pool,
        Counted,
        sql`select case when enabled and failing_since is null then 'on' when enabled then 'failing'
            when disabled_reason is null then 'off' else 'switched_off' end as state, count(*)::int as count
          from gateway.webhooks group by 1`,
      );
      return STATES.map((state) => ({
        value: rows.find((row) => row.state === state)?.count ?? 0,
        labels: { state },
      }));
    }),
  );
  return stack;
}
