/** The same door for gRPC: callers, scopes, limits and the log of changes are those of REST. */
import { NexError, newId } from '@nex/core';
import {
  FrameworkBatchService,
  type FrontCall,
  GeneratorService,
  PipelineService,
  RolloutService,
  type RpcFront,
  RuntimeService,
  startRpcFront,
} from '@nex/rpc';
import { traceIdOf } from '@nex/telemetry';
import type { Context } from '../context.ts';
import { tooMany } from '../limits/limit-requests.ts';
import { type Caller, includes } from './caller.ts';
import { credentialOf } from './identify-caller.ts';
import { isRead, scopeForMethod } from './method-scopes.ts';

/** Statuses of HTTP, as the log of changes has them, for those of gRPC. */
const HTTP_STATUS = [200, 499, 500, 400, 504, 404, 409, 403, 429, 409, 409, 400, 501, 500, 503, 500, 401];

export function startFront({ config, access, requestLimits, audit }: Context): Promise<RpcFront> {
  const { runtime, generator, pipeline } = config.grpcUpstreams;
  const recorder = (call: FrontCall, caller: Caller) => (status: number) => {
    if (isRead(call.method)) return;
    audit.add({
      time: new Date(),
      tenant: caller.tenant,
      actor: caller.actor,
      operation: call.method,
      path: `/${call.method}`,
      resource: null,
      status: HTTP_STATUS[status] ?? 500,
      requestId: newId('request'),
      traceId: traceIdOf(call.metadata('traceparent') ?? ''),
    });
  };
  return startRpcFront({
    host: config.host,
    port: config.grpcPort,
    upstreams: [
      { service: RuntimeService, address: runtime },
      { service: GeneratorService, address: generator },
      { service: FrameworkBatchService, address: generator },
      { service: PipelineService, address: pipeline },
      { service: RolloutService, address: pipeline },
    ],
    async admit(call) {
      const caller = await access.identify(
        credentialOf({
          authorization: call.metadata('authorization'),
          'x-api-key': call.metadata('x-api-key'),
        }),
      );
      const needed = scopeForMethod(call.method);
      const onEnd = recorder(call, caller);
      if (needed === undefined || !includes(caller.scope, needed)) {
        onEnd(7);
        throw new NexError(
          'forbidden',
          `This needs the scope ${needed ?? 'of nobody'}, and the caller has ${caller.scope}.`,
        );
      }
      const tenant = await access.tenant(caller.tenant);
      const allowance = await requestLimits.take(caller, tenant?.quotas.requestsPerMinute);
      if (allowance?.exceeded) throw tooMany(allowance);
      const { tenant: id, actor, scope } = caller;
      return { metadata: { 'nex-tenant': id, 'nex-actor': actor, 'nex-scope': scope }, onEnd };
    },
  });
}
