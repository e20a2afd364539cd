/** `/v1/settings`: what is configured, without secrets. */
import { REDACTION_KINDS, Settings } from '@nex/core';
import type { HttpServer } from '@nex/http';
import type { Context } from '../context.ts';

export function addSettingsRoute(app: HttpServer, { config }: Context): void {
  const settings: Settings = {
    models: config.models.map(({ role, model, baseUrl }) => ({
      role,
      model,
      baseUrlHost: URL.canParse(baseUrl) ? new URL(baseUrl).host : '',
    })),
    prices: config.prices,
    limits: {
      bodyBytes: config.bodyLimitBytes,
      keyRequestsPerMinute: config.requestsPerMinute.key,
      tenantRequestsPerMinute: config.requestsPerMinute.tenant,
    },
    redactionPolicies: [...REDACTION_KINDS],
  };
  app.get(
    '/v1/settings',
    {
      schema: {
        tags: ['access'],
        operationId: 'getSettings',
        summary: 'What is configured, without secrets',
        response: { 200: Settings },
      },
    },
    () => settings,
  );
}
