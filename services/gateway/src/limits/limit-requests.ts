/** Counts each request of somebody known, says in its answer what is left, and refuses what is too much. */
import { NexError } from '@nex/core';
import type { HttpReply, HttpServer } from '@nex/http';
import { findCaller } from '../access/caller.ts';
import type { Context } from '../context.ts';
import { type Allowance, WINDOW_SECONDS } from './request-limits.ts';

export function limitRequests(app: HttpServer, { access, requestLimits }: Context): void {
  app.addHook('onRequest', async (request, reply) => {
    const caller = findCaller(request);
    if (!caller) return;
    const tenant = await access.tenant(caller.tenant);
    const allowance = await requestLimits.take(caller, tenant?.quotas.requestsPerMinute);
    if (!allowance) return;
    tell(reply, allowance);
    if (!allowance.exceeded) return;
    reply.header('retry-after', allowance.resetSeconds);
    throw tooMany(allowance);
  });
}

export function tooMany({ limit, resetSeconds }: Allowance): NexError {
  return new NexError('rate_limited', `More than ${limit} requests came within a minute.`, {
    hint: `Try again in ${resetSeconds} s.`,
    retryAfterMs: resetSeconds * 1000,
  });
}

/** Header names of the IETF draft on rate limit fields, in its form of one header for each figure. */
function tell(reply: HttpReply, { limit, remaining, resetSeconds }: Allowance): void {
  reply.headers({
    'ratelimit-limit': limit,
    'ratelimit-remaining': remaining,
    'ratelimit-reset': resetSeconds,
    'ratelimit-policy': `${limit};w=${WINDOW_SECONDS}`,
  });
}
