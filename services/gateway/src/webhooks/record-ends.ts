/**
 * From what the services say has ended to deliveries. Rows are the truth: a service is asked what ended since the mark of a
 * tenant, and mark and deliveries are written in one transaction, so that no end is lost, whoever is killed when. What was
 * seen before is asked for again for a while, since the rows of a statement that goes on are not seen yet; the id of an
 * event is made from what ended and when, so an end that is seen twice is one delivery.
 */
import { createHash } from 'node:crypto';
import { callerHeaders, EndingEvent, newId, PLATFORM, RunOutcome, type WebhookEvent } from '@nex/core';
import { execute, json, many, type Pool, sql } from '@nex/postgres';
import * as z from 'zod';
import type { Ending, EndingSources } from './ending-sources.ts';

/** A statement that ends something is done at most so long after the time that it writes. */
const OVERLAP = sql`interval '30 seconds'`;
const PAGE = 500;
const READ_TIMEOUT_MS = 10_000;

const Mark = z.object({ tenant: z.string(), type: EndingEvent, since: z.string() });
type Mark = z.infer<typeof Mark>;

/** Marks that are to be read now, by no other replica: those that a webhook which is on follows. */
function claimMarks(db: Pool, everyMs: number): Promise<Mark[]> {
  return many(
    db,
    Mark,
    sql`update gateway.webhook_marks m set read_at = clock_timestamp()
      from (select w.tenant, type, min(w.enabled_at) as enabled_at from gateway.webhooks w, unnest(w.events) type
        where w.enabled group by 1, 2) followed
      where followed.tenant = m.tenant and followed.type = m.type
        and m.read_at <= clock_timestamp() - make_interval(secs => ${everyMs / 1000})
      returning m.tenant, m.type, to_char(greatest(m.read_until - ${OVERLAP}, followed.enabled_at) at time zone 'UTC',
        'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as since`,
  );
}

export interface RecordOptions {
  everyMs: number;
  signal: AbortSignal;
  /** A service that could not be read; it is asked again. */
  onFailure: (thrown: unknown, type: EndingEvent) => void;
}

/** Reads every mark that is due. Whether there were new deliveries. */
export async function recordEnds(
  pool: Pool,
  sources: EndingSources,
  { everyMs, signal, onFailure }: RecordOptions,
): Promise<boolean> {
  const marks = await claimMarks(pool, everyMs);
  const found = await Promise.all(
    marks.map((mark) =>
      readMark(pool, sources, mark, signal).catch((thrown: unknown) => {
        onFailure(thrown, mark.type);
        return false;
      }),
    ),
  );
  return found.includes(true);
}

async function readMark(
  pool: Pool,
  sources: EndingSources,
  { tenant, type, since }: Mark,
  signal: AbortSignal,
): Promise<boolean> {
  const options = {
    metadata: callerHeaders({ tenant, actor: PLATFORM }),
    timeoutMs: READ_TIMEOUT_MS,
    signal,
  };
  let last = { endedAt: since, id: '' };
  let added = 0;
  for (;;) {
    const endings = await sources[type]({ after: last.endedAt, afterId: last.id, limit: PAGE }, options);
    const end = endings.at(-1);
    if (!end) break;
    added += await addDeliveries(pool, { tenant, type }, endings);
    last = end;
    if (endings.length < PAGE) break;
  }
  return added > 0;
}

async function addDeliveries(
  pool: Pool,
  { tenant, type }: Pick<Mark, 'tenant' | 'type'>,
  endings: readonly Ending[],
): Promise<number> {
  const events = endings.map((ending) => {
    const event = eventOf(tenant, type, ending);
    return { eventId: event.id, endedAt: ending.endedAt, body: JSON.stringify(event) };
  });
  return pool.transaction(async (tx) => {
    // An id for each that may be new; which of them they are, the database knows.
    const webhooks = await many(
      tx,
      z.object({ id: z.string() }),
      sql`select id from gateway.webhooks where tenant = ${tenant} and enabled and ${type} = any(events)`,
    );
    const rows = webhooks.flatMap(({ id }) =>
      events.map((event) => ({ ...event, id: newId('delivery'), webhookId: id })),
    );
    await execute(
      tx,
      sql`update gateway.webhook_marks set read_until = greatest(read_until, ${endings.at(-1)?.endedAt ?? null}::timestamptz)
        where tenant = ${tenant} and type = ${type}`,
    );
    return execute(
      tx,
      sql`insert into gateway.webhook_deliveries (id, webhook_id, tenant, event_id, body)
        select n.id, w.id, ${tenant}, n."eventId", n.body
        from jsonb_to_recordset(${json(rows)}) as n (id text, "webhookId" text, "eventId" text, "endedAt" timestamptz, body text)
        join gateway.webhooks w on w.id = n."webhookId" and n."endedAt" >= w.enabled_at
        on conflict (webhook_id, event_id) do nothing`,
    );
  });
}

const PATHS: Record<EndingEvent, string> = {
  'run.ended': '/v1/runs/',
  'platform_run.ended': '/v1/runs/',
  'build.ended': '/v1/builds/',
  'framework.ended': '/v1/frameworks/',
};

function eventOf(tenant: string, type: EndingEvent, ending: Ending): WebhookEvent {
  const { id, state, failureCode, endedAt } = ending;
  const outcome = RunOutcome.safeParse(ending.outcome).data;
  return {
    id: `evt_${createHash('sha256').update(`${type}\n${id}\n${endedAt}`).digest('hex').slice(0, 32)}`,
    type,
    timestamp: endedAt,
    tenant,
    data: {
      id,
      state,
      ...(outcome && { outcome }),
      ...(failureCode !== '' && { failureCode }),
      path: PATHS[type] + id,
    },
  };
}
