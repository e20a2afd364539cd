/** Which service answers which part of the API. */
import type { ServiceName } from './config.ts';

export const ROUTES: Record<string, ServiceName> = {
  '/v1/frameworks': 'generator',
  '/v1/framework-batches': 'generator',
  '/v1/lint': 'generator',
  '/v1/catalogue': 'generator',
  '/v1/bundles': 'runtime',
  '/v1/activity': 'runtime',
  '/v1/activity/builds': 'pipeline',
  '/v1/activity/frameworks': 'generator',
  '/v1/runs': 'runtime',
  '/v1/teams': 'runtime',
  '/v1/cassettes': 'runtime',
  '/v1/agents': 'runtime',
  '/v1/models': 'runtime',
  '/v1/tool-servers': 'runtime',
  '/v1/secrets': 'runtime',
  '/v1/chat/completions': 'runtime',
  '/v1/builds': 'pipeline',
  '/v1/tokenizers': 'pipeline',
  '/v1/benchmark-files': 'pipeline',
  '/v1/import-files': 'pipeline',
  '/v1/imports': 'pipeline',
  '/v1/trajectories': 'pipeline',
  '/v1/data-sets': 'pipeline',
  '/v1/rollout-batches': 'pipeline',
  '/v1/rollouts': 'pipeline',
};

/**
 * Operations whose path is no part of the tree above: path in the OpenAPI document → its service, and the pattern of the
 * router. Each is a POST.
 */
export const ACTIONS: Record<string, { service: ServiceName; pattern: string }> = {
  '/v1/trajectories:lease': { service: 'pipeline', pattern: '/v1/trajectories::lease' },
  '/v1/trajectories:ack': { service: 'pipeline', pattern: '/v1/trajectories::ack' },
  '/v1/catalogue/{server}/tools/{tool}/calls': {
    service: 'runtime',
    pattern: '/v1/catalogue/:server/tools/:tool/calls',
  },
  '/v1/models/{tag}:pause': { service: 'pipeline', pattern: '/v1/models/:tag(^[^:/]+)::pause' },
  '/v1/models/{tag}:resume': { service: 'pipeline', pattern: '/v1/models/:tag(^[^:/]+)::resume' },
};
