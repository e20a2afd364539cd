/** Every route that names a run or a team, one that is added later too, looks first whether it is the caller's own. */
import { readTenant, TENANT_HEADER } from '@nex/core';
import type { HttpRequest, HttpServer } from '@nex/http';
import type { Context } from '../../context.ts';
import { teamNotFound } from '../../teams/open-team.ts';
import { checkOwnRuns } from '../../tenants/own-runs.ts';

/** Throws `invalid_request` for what is no name. */
export function tenantOf({ headers }: HttpRequest): string {
  return readTenant(headers[TENANT_HEADER]);
}

/** Before the routes are added. */
export function guardRoutes(app: HttpServer, { pool }: Context): void {
  app.addHook('preHandler', async (request) => {
    const [, kind] = /^\/v1\/(runs|teams)\/:id(?:\/|$)/.exec(request.routeOptions.url ?? '') ?? [];
    if (kind === undefined) return;
    const { id } = request.params as { id: string };
    const check = checkOwnRuns(pool, tenantOf(request), [id]);
    if (kind === 'runs') return check;
    // A team has the id of a run; to whom it is not there, it is not there as a team.
    await check.catch((thrown: unknown) => {
      throw isMissing(thrown) ? teamNotFound(id) : thrown;
    });
  });
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'not_found';
}
