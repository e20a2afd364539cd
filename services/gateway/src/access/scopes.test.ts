import {
  FrameworkBatchService,
  GeneratorService,
  PipelineService,
  RolloutService,
  RuntimeService,
} from '@nex/rpc';
import { expect, test } from 'vitest';
import { ACTIONS, ROUTES } from '../routes.ts';
import { scopeForMethod } from './method-scopes.ts';
import { describeScopes, scopeFor } from './operation-scopes.ts';

const ROUTED = [...Object.keys(ROUTES), ...Object.values(ACTIONS).map(({ pattern }) => pattern)];

test.each(ROUTED)('%s asks for a scope, reading and changing', (route) => {
  for (const path of [route, `${route}/*`]) {
    expect(scopeFor('GET', path)).toMatch(route === '/v1/secrets' ? /^admin$/ : /^(?:read|build)$/);
    expect(scopeFor('POST', path)).toMatch(/^(?:run|build|admin)$/);
  }
});

test.each([
  ['GET', '/v1/runs/*', 'read'],
  ['HEAD', '/v1/runs', 'read'],
  ['DELETE', '/v1/runs/*', 'run'],
  ['POST', '/v1/models/:tag(^[^:/]+)::pause', 'run'],
  ['POST', '/v1/trajectories::lease', 'run'],
  ['PUT', '/v1/agents/:name', 'build'],
  ['GET', '/v1/audit', 'admin'],
  ['GET', '/metrics', 'admin'],
  ['GET', '/', 'open'],
  ['GET', '/assets/*', 'open'],
  ['GET', '/v1house', 'open'],
  ['POST', '/anything', undefined],
  ['GET', '/v1', undefined],
  ['GET', '/v1/runsome', undefined],
  ['POST', '/v1/new-part', undefined],
])('%s %s asks for %s', (method, route, scope) => {
  expect(scopeFor(method, route)).toBe(scope);
});

test('the document says the scope at each operation', () => {
  const paths = describeScopes({ '/v1/builds': { get: { a: 1 }, post: {} }, '/healthz': { get: {} } });
  expect(paths).toEqual({
    '/v1/builds': {
      get: { a: 1, security: [{ apiKey: ['read'] }, { token: ['read'] }] },
      post: { security: [{ apiKey: ['build'] }, { token: ['build'] }] },
    },
    '/healthz': { get: { security: [] } },
  });
});

test('every method of gRPC asks for a scope, and those alone that read ask for read', () => {
  const services = [RuntimeService, GeneratorService, FrameworkBatchService, PipelineService, RolloutService];
  const asked = services.flatMap(({ typeName, methods }) =>
    methods.map(({ name }) => [name, scopeForMethod(`${typeName}/${name}`)] as const),
  );
  expect(asked.filter(([, scope]) => scope === undefined)).toEqual([]);
  expect(asked.filter(([, scope]) => scope === 'read').map(([name]) => name)).toEqual([
    'GetRun',
    'WatchRuns',
    'StreamRunEvents',
    'GetTrajectory',
    'ListPermissions',
    'ListEndedRuns',
    'GetCassette',
    'GetTool',
    'GetFramework',
    'GetBundle',
    'ListEndedFrameworks',
    'GetFrameworkBatch',
    'WatchFrameworkBatch',
    'ListFrameworkBatchMembers',
    'GetBuild',
    'WatchBuild',
    'ListEndedBuilds',
    'GetRolloutBatch',
    'ListRolloutBatches',
  ]);
  expect(scopeForMethod('nex.v1.OtherService/GetThing')).toBeUndefined();
  expect(scopeForMethod('constructor/GetThing')).toBeUndefined();
});
