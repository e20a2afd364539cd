/** Before anything else is done: who asks is found out, and whether they may. What no rule opens is closed. */
import { NexError } from '@nex/core';
import type { HttpRequest, HttpServer } from '@nex/http';
import type { Context } from '../context.ts';
import { checkOrigin } from '../limits/check-origin.ts';
import { includes, setCaller } from './caller.ts';
import { credentialOf } from './identify-caller.ts';
import { scopeFor } from './operation-scopes.ts';

export function guardRequests(app: HttpServer, { access, config, log }: Context): void {
  app.addHook('onRequest', async (request) => {
    // The pattern that the router found, never the address as it was written: the two cannot disagree.
    const route = request.routeOptions.url;
    const needed = scopeFor(request.method, route ?? pathOf(request));
    if (needed === 'open') return;
    const caller = await access.identify(credentialOf(request.headers));
    if (!caller.authenticated) checkOrigin(request.headers, config);
    setCaller(request, caller);
    if (route === undefined) return;
    if (needed === undefined) {
      log.error({ method: request.method, route }, 'no rule says who may do this, so nobody may');
      throw new NexError('forbidden', 'Nobody may do this.');
    }
    if (includes(caller.scope, needed)) return;
    throw new NexError('forbidden', `This needs the scope ${needed}, and the caller has ${caller.scope}.`, {
      hint: `Use a key with the scope ${needed}: nex keys create --scope ${needed}.`,
    });
  });
}

function pathOf(request: HttpRequest): string {
  return request.url.split('?')[0] ?? '';
}
