/**
 * What each operation asks of its caller: by the part of the API that it belongs to, and whether it reads or changes. A part
 * that is not in the table is closed to everybody.
 */
import { isJsonObject, type JsonObject, type Scope } from '@nex/core';

interface Right {
  read: Scope;
  change: Scope;
}

const right = (change: Scope, read: Scope = 'read'): Right => ({ read, change });

export const RIGHTS: Readonly<Record<string, Right>> = {
  '/v1/activity': right('run'),
  '/v1/agents': right('build'),
  '/v1/audit': right('admin', 'admin'),
  '/v1/benchmark-files': right('build'),
  '/v1/builds': right('build'),
  '/v1/bundles': right('run'),
  '/v1/cassettes': right('run'),
  '/v1/catalogue': right('run'),
  '/v1/chat/completions': right('run'),
  '/v1/data-sets': right('build'),
  '/v1/framework-batches': right('build'),
  '/v1/frameworks': right('build'),
  '/v1/import-files': right('build'),
  '/v1/imports': right('build'),
  '/v1/keys': right('admin', 'admin'),
  '/v1/lint': right('build'),
  '/v1/me': right('admin'),
  '/v1/models': right('run'),
  '/v1/rollout-batches': right('run'),
  '/v1/rollouts': right('run'),
  '/v1/runs': right('run'),
  '/v1/secrets': right('admin', 'admin'),
  '/v1/settings': right('admin'),
  '/v1/teams': right('run'),
  '/v1/tenants': right('admin', 'admin'),
  '/v1/tokenizers': right('build'),
  '/v1/tool-servers': right('run'),
  '/v1/trajectories': right('run'),
  '/v1/webhooks': right('admin'),
  // Each tool asks for the scope of what it does.
  '/mcp': right('read'),
  // Tells of all tenants' work.
  '/metrics': right('admin', 'admin'),
};

const OPEN = /^\/(?!v1(?:\/|$)|mcp(?:\/|$)|metrics(?:\/|$))/;

/** `route`: a pattern of the router or a path of the OpenAPI document. Undefined: nobody may. */
export function scopeFor(method: string, route: string): Scope | 'open' | undefined {
  const reads = method === 'GET' || method === 'HEAD';
  // Pages, their scripts, health, and what the API looks like: nothing of any tenant.
  if (OPEN.test(route)) return reads ? 'open' : undefined;
  const part = Object.keys(RIGHTS)
    .filter((prefix) => route.startsWith(prefix) && /^(?:[/:]|$)/.test(route.slice(prefix.length)))
    .reduce((longest, prefix) => (prefix.length > longest.length ? prefix : longest), '');
  return RIGHTS[part]?.[reads ? 'read' : 'change'];
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head'];

/** Says in the OpenAPI document what the table says. */
export function describeScopes(paths: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [path, isJsonObject(item) ? withScopes(path, item) : item]),
  );
}

function withScopes(path: string, item: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(item).map(([method, operation]) => {
      if (!METHODS.includes(method) || !isJsonObject(operation)) return [method, operation];
      const scope = scopeFor(method.toUpperCase(), path);
      const security = scope === 'open' || !scope ? [] : [{ apiKey: [scope] }, { token: [scope] }];
      return [method, { ...operation, security }];
    }),
  );
}

export const SECURITY_SCHEMES: JsonObject = {
  apiKey: { type: 'http', scheme: 'bearer', description: 'An API key. The header x-api-key takes it, too.' },
  token: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A token of the configured OpenID Connect issuer.',
  },
};
