/** Every request of somebody known that may change something becomes an entry: who, what, how it ended. */
import type { HttpReply, HttpRequest, HttpServer } from '@nex/http';
import { activeTraceId } from '@nex/telemetry';
import { findCaller } from '../access/caller.ts';
import { scopeFor } from '../access/operation-scopes.ts';
import type { Context } from '../context.ts';
import type { Change } from './audit-store.ts';
import { watchResource } from './made-resource.ts';
import { notedChange } from './noted-change.ts';
import type { OperationNames } from './operation-names.ts';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);
const TOO_MANY = 429;

/** What is known of a request between its beginning and its end. */
interface Trail {
  requestId: string;
  traceId: string;
  time: Date;
  /** Of the entry that was written before the change. */
  openId?: string;
  resource?: () => string | null;
}

/** After the callers are known. */
export function auditRequests(app: HttpServer, { audit }: Context, names: OperationNames): void {
  const trails = new WeakMap<HttpRequest, Trail>();

  const changeOf = async (request: HttpRequest, status: number | null): Promise<Change | undefined> => {
    const caller = findCaller(request);
    const trail = trails.get(request);
    if (!caller || !trail) return undefined;
    const path = request.url.split('?')[0] ?? '';
    const noted = notedChange(request);
    const named = typeof noted === 'object' ? noted : await names.nameOf(request.method, path);
    const { operation, resource } = named;
    const { requestId, traceId, time } = trail;
    return {
      time,
      tenant: caller.tenant,
      actor: caller.actor,
      operation,
      path,
      resource: resource ?? trail.resource?.() ?? null,
      status,
      requestId,
      traceId,
    };
  };
  const settle = async (trail: Trail, openId: string, reply: HttpReply) => {
    const resource = trail.resource?.() ?? null;
    await audit.settle(openId, { status: reply.statusCode, resource });
  };

  app.addHook('onRequest', async (request) => {
    if (!READS.has(request.method)) {
      trails.set(request, { requestId: request.id, traceId: activeTraceId(), time: new Date() });
    }
  });
  app.addHook('preHandler', async (request) => {
    const trail = trails.get(request);
    if (!trail || scopeFor(request.method, request.routeOptions.url ?? '') !== 'admin') return;
    const change = await changeOf(request, null);
    if (change) trail.openId = await audit.begin(change);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const trail = trails.get(request);
    if (!trail) return payload;
    let sent: unknown = payload;
    if (reply.statusCode < 400 && String(reply.getHeader('content-type') ?? '').includes('json')) {
      const watched = watchResource(payload);
      trail.resource = watched.resource;
      sent = watched.payload;
    }
    // What the gateway does itself is done by now; the answer of a service is still under way.
    if (trail.openId !== undefined && (typeof sent === 'string' || sent === undefined || sent === null)) {
      trails.delete(request);
      await settle(trail, trail.openId, reply);
    }
    return sent;
  });
  app.addHook('onResponse', async (request, reply) => {
    const trail = trails.get(request);
    if (!trail) return;
    if (trail.openId !== undefined) return settle(trail, trail.openId, reply);
    const { statusCode } = reply;
    if (statusCode === TOO_MANY) return;
    const noted = notedChange(request);
    if (noted === 'nothing' && statusCode < 400) return;
    const status = (typeof noted === 'object' && noted.status) || statusCode;
    const change = await changeOf(request, status);
    if (change) audit.add(change);
  });
}
