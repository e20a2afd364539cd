/** Methods that name runs look first whether these are the caller's own. */
import { readTenant, TENANT_HEADER } from '@nex/core';
import type { RpcContext } from '@nex/rpc';
import type { Context } from '../../context.ts';
import { checkOwnRuns } from '../../tenants/own-runs.ts';

/** Throws `invalid_request` for what is no name. */
export function tenantOf({ metadata }: RpcContext): string {
  return readTenant(metadata(TENANT_HEADER));
}

export function own<Request, Answer>(
  { pool }: Context,
  runsOf: (request: Request) => readonly string[],
  method: (request: Request, call: RpcContext) => Promise<Answer>,
): (request: Request, call: RpcContext) => Promise<Answer> {
  return async (request, call) => {
    await checkOwnRuns(pool, tenantOf(call), runsOf(request));
    return method(request, call);
  };
}

export function ownStream<Request, Answer>(
  { pool }: Context,
  runsOf: (request: Request) => readonly string[],
  method: (request: Request, call: RpcContext) => AsyncIterable<Answer>,
): (request: Request, call: RpcContext) => AsyncIterable<Answer> {
  return async function* (request, call) {
    await checkOwnRuns(pool, tenantOf(call), runsOf(request));
    yield* method(request, call);
  };
}
