/**
 * Requests with an `idempotency-key` are done once: the first answer is kept and given again. What failed by a fault, and
 * what streams, is not kept: the same key may be tried again, and the services know the keys of what they have made.
 */
import { Readable } from 'node:stream';
import { NexError } from '@nex/core';
import type { HttpReply, HttpRequest, HttpServer } from '@nex/http';
import type { Pool } from '@nex/postgres';
import type { Logger } from '@nex/telemetry';
import type { TenantPools } from '../access/tenant-pool.ts';
import {
  type Answer,
  type Claim,
  claimKey,
  forgetAnswers,
  keepAnswer,
  RENEWAL_MS,
  releaseKey,
  renewLease,
} from './answers.ts';
import { keyedRequest, keyOf } from './keyed-request.ts';
import { readUpTo } from './read-body.ts';

export interface RepeatOptions {
  pool: Pool;
  poolOf: TenantPools;
  log: Logger;
  /** Whose the key is: the same key of another tenant is another key. */
  tenantOf: (request: HttpRequest) => string;
  /** Requests that have no part in this, by their path: answers that hold secrets, protocols with keys of their own. */
  isExempt: (path: string) => boolean;
}

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const FORGET_EVERY_MS = 600_000;
/** No request is answered for longer than an hour. */
const MOST_RENEWALS = 3_600_000 / RENEWAL_MS;
const KEPT_HEADERS = ['content-type', 'location', 'etag', 'cache-control'];
/** Says nothing about the request itself: another try may be answered otherwise. */
const PASSING = new Set([401, 403, 408, 425, 429, 499]);

/** Before the routes are added. */
export function repeatAnswers(
  app: HttpServer,
  { pool, poolOf, log, tenantOf, isExempt }: RepeatOptions,
): void {
  const held = new WeakMap<HttpRequest, { claim: Claim; renewal: NodeJS.Timeout }>();
  const onFault = (err: unknown) => log.warn({ err }, 'an idempotency key was not written');

  app.addHook('preHandler', async (request, reply) => {
    const key = keyOf(request);
    if (key === undefined || isExempt(request.url.split('?')[0] ?? '')) return;
    const tenant = tenantOf(request);
    const claimed = await claimKey(poolOf(tenant), await keyedRequest(request, tenant, key));
    if ('answer' in claimed) return giveAgain(reply, claimed.answer);
    if ('taken' in claimed) throw refusal(claimed.taken, reply);
    const { claim } = claimed;
    let renewals = 0;
    const renewal = setInterval(() => {
      renewals += 1;
      if (renewals > MOST_RENEWALS) clearInterval(renewal);
      else void renewLease(poolOf(tenant), claim).catch(onFault);
    }, RENEWAL_MS).unref();
    held.set(request, { claim, renewal });
    return undefined;
  });

  app.addHook('onSend', async (request, reply, payload: unknown) => {
    const mine = held.get(request);
    if (!mine) return payload;
    held.delete(request);
    clearInterval(mine.renewal);
    const body = isKept(reply) ? await bytesOf(payload) : undefined;
    if (Buffer.isBuffer(body)) {
      const headers = Object.fromEntries(
        KEPT_HEADERS.flatMap((name) =>
          reply.hasHeader(name) ? [[name, String(reply.getHeader(name))]] : [],
        ),
      );
      await keepAnswer(poolOf(mine.claim.tenant), mine.claim, {
        status: reply.statusCode,
        headers,
        body,
      }).catch(onFault);
    } else {
      await releaseKey(poolOf(mine.claim.tenant), mine.claim).catch(onFault);
    }
    return body ?? payload;
  });

  const forgetting = setInterval(() => void forgetAnswers(pool).catch(onFault), FORGET_EVERY_MS).unref();
  app.addHook('onClose', async () => clearInterval(forgetting));
}

/** A client that goes meanwhile must not make the route answer, too: then the reply is nobody's. */
async function giveAgain(reply: HttpReply, { status, headers, body }: Answer): Promise<void> {
  await reply.code(status).headers(headers).header('idempotency-replayed', 'true').send(body);
  if (!reply.sent) reply.hijack();
}

function refusal(taken: 'by another request' | 'in flight', reply: HttpReply): NexError {
  if (taken === 'by another request') {
    return new NexError('idempotency_key_reused', 'Another request was made with this idempotency key.', {
      where: 'headers.idempotency-key',
      hint: 'Send a new key with a new request; repeat a request with its own key and body.',
    });
  }
  reply.header('retry-after', '1');
  return new NexError(
    'idempotency_in_flight',
    'The first request with this idempotency key is being answered.',
    {
      where: 'headers.idempotency-key',
      hint: 'Ask again in a second.',
    },
  );
}

function isKept(reply: HttpReply): boolean {
  const streams = String(reply.getHeader('content-type') ?? '').startsWith('text/event-stream');
  return reply.statusCode < 500 && !PASSING.has(reply.statusCode) && !streams;
}

/** What is larger than the limit comes as a stream. */
async function bytesOf(payload: unknown): Promise<Buffer | Readable | undefined> {
  if (payload instanceof Readable) return readUpTo(payload, MAX_ANSWER_BYTES);
  if (Buffer.isBuffer(payload)) return payload;
  return typeof payload === 'string' || payload == null ? Buffer.from(payload ?? '') : undefined;
}
