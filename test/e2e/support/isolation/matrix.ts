/**
 * What one tenant sees of another's, for each operation of the OpenAPI document. An operation that is not in the table
 * fails the test: whoever adds one says here how it keeps tenants apart.
 */
import { byteTokenizer } from '@nex/testkit';
import { type Belongings, bundleOf, NAMES } from './belongings.ts';

/** A path of the document with its parameters put in, and a body that the operation takes. */
export interface Call {
  path: string;
  body?: unknown;
  type?: string;
}

/**
 * - `missing`: names something of the other's, and gets the answer of what never was.
 * - `forbidden`: names what only administrators of the platform may touch, whether it is there or not.
 * - `own`: the same name means something of one's own, or there is none: no answer tells of the other's.
 * - `common`: nobody's; the catalogue and what is computed from the request alone.
 */
export type Sight = 'missing' | 'forbidden' | 'own' | 'common';

export interface Entry {
  sight: Sight;
  /** `of`: ids of the other's, or such as never were. */
  calls: (of: Belongings) => Call[];
}

const missing = (path: (of: Belongings) => string, body?: unknown): Entry => ({
  sight: 'missing',
  calls: (of) => [{ path: path(of), ...(body === undefined ? {} : { body }) }],
});
/** A body that names what is the other's. */
const refers = (path: string, body: (of: Belongings) => unknown): Entry => ({
  sight: 'missing',
  calls: (of) => [{ path, body: body(of) }],
});
const list = (...paths: string[]): Entry => ({ sight: 'own', calls: () => paths.map((path) => ({ path })) });

const run = (rest: string, body?: unknown) => missing(({ run: id }) => `/v1/runs/${id}${rest}`, body);
const team = (rest: string, body?: unknown) => missing(({ team: id }) => `/v1/teams/${id}${rest}`, body);
const framework = (rest: string, body?: unknown) =>
  missing(({ framework: id }) => `/v1/frameworks/${id}${rest}`, body);
const batch = (rest: string, body?: unknown) =>
  missing(({ batch: id }) => `/v1/framework-batches/${id}${rest}`, body);
const build = (rest: string, body?: unknown) => missing(({ build: id }) => `/v1/builds/${id}${rest}`, body);
const webhook = (rest: string, body?: unknown) =>
  missing(({ webhook: id }) => `/v1/webhooks/${id}${rest}`, body);
const dataSet = (rest: string) => missing(({ dataSet: id }) => `/v1/data-sets/${id}${rest}`);

const GATEWAY: Record<string, Entry> = {
  'GET /v1/audit': list('/v1/audit'),
  'GET /v1/me': list('/v1/me'),
  'GET /v1/settings': { sight: 'common', calls: () => [{ path: '/v1/settings' }] },
  'GET /v1/keys': list('/v1/keys'),
  'POST /v1/keys': {
    sight: 'own',
    calls: () => [{ path: '/v1/keys', body: { name: 'mine', scopes: ['read'] } }],
  },
  'POST /v1/keys/{id}/rotate': missing((of) => `/v1/keys/${of.key}/rotate`, {}),
  'DELETE /v1/keys/{id}': missing((of) => `/v1/keys/${of.key}`),
  'GET /v1/webhooks': list('/v1/webhooks'),
  'POST /v1/webhooks': {
    sight: 'own',
    calls: () => [{ path: '/v1/webhooks', body: { url: 'https://example.com/hook', events: ['run.ended'] } }],
  },
  'GET /v1/webhooks/{id}': webhook(''),
  'PATCH /v1/webhooks/{id}': webhook('', { enabled: false }),
  'DELETE /v1/webhooks/{id}': webhook(''),
  'POST /v1/webhooks/{id}/rotate': webhook('/rotate', {}),
  'POST /v1/webhooks/{id}/test': webhook('/test'),
  'GET /v1/webhooks/{id}/deliveries': webhook('/deliveries'),
  'POST /v1/webhooks/{id}/deliveries/{deliveryId}/redeliver': missing(
    (of) => `/v1/webhooks/${of.webhook}/deliveries/${of.delivery}/redeliver`,
  ),
  'GET /v1/tenants': list('/v1/tenants'),
  'PUT /v1/tenants/{id}': {
    sight: 'forbidden',
    calls: (of) => [{ path: `/v1/tenants/${of.tenant}`, body: { name: 'x', quotas: {} } }],
  },
};

const RUNTIME: Record<string, Entry> = {
  'GET /v1/activity': list('/v1/activity'),
  'GET /v1/tool-servers': { sight: 'common', calls: () => [{ path: '/v1/tool-servers' }] },
  'POST /v1/catalogue/{server}/tools/{tool}/calls': {
    sight: 'common',
    calls: () => [{ path: '/v1/catalogue/none/tools/none/calls', body: {} }],
  },
  'PUT /v1/bundles': {
    sight: 'own',
    calls: () => [{ path: '/v1/bundles', body: { files: bundleOf('nobody') } }],
  },
  'GET /v1/runs': list('/v1/runs?limit=200', '/v1/runs?state=completed'),
  'POST /v1/runs': {
    sight: 'missing',
    calls: (of) => [
      { path: '/v1/runs', body: { frameworkDigest: of.bundle, agent: 'lead.yaml', input: 'x' } },
      { path: '/v1/runs', body: { continuesRunId: of.run, input: 'x' } },
    ],
  },
  'GET /v1/runs/{id}': run(''),
  'GET /v1/runs/{id}/events': run('/events'),
  'POST /v1/runs/{id}/cancel': run('/cancel'),
  'GET /v1/runs/{id}/trajectory': run('/trajectory'),
  'POST /v1/runs/{id}/replay': run('/replay'),
  'POST /v1/runs/{id}/messages': run('/messages', { input: 'x' }),
  'GET /v1/runs/{id}/permissions': run('/permissions'),
  'POST /v1/runs/{id}/permissions/{callId}': run('/permissions/c', { decision: 'allow' }),
  'GET /v1/agents': list('/v1/agents'),
  'GET /v1/agents/{name}': missing(() => `/v1/agents/${NAMES.agent}`),
  'PUT /v1/agents/{name}': refers(`/v1/agents/${NAMES.agent}`, (of) => ({
    frameworkDigest: of.bundle,
    agent: 'lead.yaml',
  })),
  'DELETE /v1/agents/{name}': missing(() => `/v1/agents/${NAMES.agent}`),
  'GET /v1/models': list('/v1/models'),
  'POST /v1/chat/completions': refers('/v1/chat/completions', () => ({
    model: NAMES.agent,
    messages: [{ role: 'user', content: 'x' }],
  })),
  'POST /v1/teams': refers('/v1/teams', (of) => ({
    frameworkDigest: of.bundle,
    leader: 'lead.yaml',
    candidates: { coder: 'coder.yaml' },
    input: 'x',
  })),
  'GET /v1/teams/{id}': team(''),
  'POST /v1/teams/{id}/messages': team('/messages', { input: 'x' }),
  'GET /v1/teams/{id}/tasks': team('/tasks'),
  'POST /v1/teams/{id}/tasks': team('/tasks', { title: 'x' }),
  'PATCH /v1/teams/{id}/tasks/{taskId}': team('/tasks/T-001', { status: 'completed' }),
  'GET /v1/secrets': list('/v1/secrets'),
  'PUT /v1/secrets/{name}': {
    sight: 'own',
    calls: () => [{ path: '/v1/secrets/another', body: { value: 'of one’s own' } }],
  },
  'DELETE /v1/secrets/{name}': missing(() => `/v1/secrets/${NAMES.secret}`),
  'GET /v1/cassettes': list('/v1/cassettes'),
  'GET /v1/cassettes/{name}': missing(() => `/v1/cassettes/${NAMES.cassette}`),
  'GET /v1/cassettes/{name}/file': missing(() => `/v1/cassettes/${NAMES.cassette}/file`),
  'PUT /v1/cassettes/{name}/file': {
    sight: 'own',
    // Of one's own name; that it is empty is refused.
    calls: () => [{ path: '/v1/cassettes/another/file', body: '', type: 'application/x-ndjson' }],
  },
  'DELETE /v1/cassettes/{name}': missing(() => `/v1/cassettes/${NAMES.cassette}`),
};

const GENERATOR: Record<string, Entry> = {
  'GET /v1/activity/frameworks': list('/v1/activity/frameworks'),
  'GET /v1/frameworks': list('/v1/frameworks?limit=200'),
  'POST /v1/frameworks': refers('/v1/frameworks', (of) => ({ sentence: '', from: { digest: of.bundle } })),
  'GET /v1/frameworks/{id}': framework(''),
  'GET /v1/frameworks/{id}/files': framework('/files'),
  'GET /v1/frameworks/{id}/steps': framework('/steps'),
  'GET /v1/frameworks/{id}/steps/{step}': framework('/steps/interpret'),
  'GET /v1/frameworks/{id}/events': framework('/events'),
  'POST /v1/frameworks/{id}/cancel': framework('/cancel'),
  'GET /v1/framework-batches': list('/v1/framework-batches?limit=200'),
  'POST /v1/framework-batches': {
    sight: 'own',
    calls: () => [{ path: '/v1/framework-batches', body: { sentences: [] } }],
  },
  'GET /v1/framework-batches/{id}': batch(''),
  'GET /v1/framework-batches/{id}/members': batch('/members'),
  'GET /v1/framework-batches/{id}/events': batch('/events'),
  'POST /v1/framework-batches/{id}/cancel': batch('/cancel'),
  'POST /v1/lint': { sight: 'common', calls: () => [{ path: '/v1/lint', body: { files: bundleOf('all') } }] },
  'GET /v1/catalogue': { sight: 'common', calls: () => [{ path: '/v1/catalogue' }] },
};

const decisions = { by: 'x', items: [{ id: 'run_x', decision: 'accept' }] };
const rolloutsOf = (agent: object) => ({
  modelTag: 'mine',
  repeatN: 1,
  inference: {
    kind: 'openai_chat_completion',
    baseUrl: 'http://127.0.0.1:9/v1',
    model: 'x',
    sampling: {},
  },
  agent,
  evaluator: { verifiers: [] },
  tasks: [{ taskId: '0', input: 'x' }],
});

const PIPELINE: Record<string, Entry> = {
  'GET /v1/activity/builds': list('/v1/activity/builds'),
  'GET /v1/builds': list('/v1/builds?limit=100'),
  'POST /v1/builds': refers('/v1/builds', (of) => ({ frameworkId: of.framework, queries: 3 })),
  'GET /v1/builds/{id}': build(''),
  'PATCH /v1/builds/{id}': build('', { concurrency: 2 }),
  'GET /v1/builds/{id}/events': build('/events'),
  'POST /v1/builds/{id}/cancel': build('/cancel'),
  'POST /v1/builds/{id}/pause': build('/pause'),
  'POST /v1/builds/{id}/resume': build('/resume'),
  'GET /v1/builds/{id}/review': build('/review'),
  'GET /v1/builds/{id}/composition': build('/composition'),
  'GET /v1/data-sets/{id}/facets': dataSet('/facets'),
  'POST /v1/builds/{id}/review/decisions': build('/review/decisions', decisions),
  'POST /v1/builds/{id}/rescore': build('/rescore', {}),
  'POST /v1/builds/{id}/exports': build('/exports', {}),
  'GET /v1/builds/{id}/files': build('/files'),
  'GET /v1/builds/{id}/files/{path}': build('/files/manifest.json'),
  'GET /v1/builds/{id}/queries': build('/queries'),
  'GET /v1/builds/{id}/trajectories': build('/trajectories'),
  'GET /v1/trajectories/{runId}/verdicts': missing((of) => `/v1/trajectories/${of.buildRun}/verdicts`),
  'POST /v1/builds/{id}/regenerate': build('/regenerate', {}),
  'GET /v1/builds/{id}/regeneration': build('/regeneration'),
  'POST /v1/builds/regenerate': {
    sight: 'own',
    // A manifest is the caller's own; that it is empty is refused.
    calls: () => [{ path: '/v1/builds/regenerate', body: { manifest: {} } }],
  },
  'POST /v1/import-files': {
    sight: 'own',
    calls: () => [{ path: '/v1/import-files', body: '{"messages":[]}\n', type: 'application/x-ndjson' }],
  },
  'POST /v1/imports': {
    sight: 'own',
    calls: () => [
      { path: '/v1/imports', body: { file: { name: 'x.jsonl', digest: `sha256:${'0'.repeat(64)}` } } },
    ],
  },
  'GET /v1/imports/{id}/rejections': missing((of) => `/v1/imports/${of.build}/rejections`),
  'POST /v1/benchmark-files': {
    sight: 'own',
    calls: () => [{ path: '/v1/benchmark-files', body: { text: 'Nobody asks this.' } }],
  },
  'PUT /v1/tokenizers/{digest}': {
    sight: 'own',
    calls: (of) => [
      {
        path: `/v1/tokenizers/${of.tokenizer}`,
        body: `${byteTokenizer()} `,
        type: 'application/octet-stream',
      },
    ],
  },
  'GET /v1/data-sets': list('/v1/data-sets?limit=100'),
  'GET /v1/data-sets/{id}': dataSet(''),
  'GET /v1/data-sets/{id}/versions': dataSet('/versions'),
  'GET /v1/data-sets/{id}/versions/{version}/manifest': dataSet('/versions/1/manifest'),
  'GET /v1/data-sets/{id}/diff': dataSet('/diff?from=1&to=1'),
  'GET /v1/data-sets/{id}/rows': dataSet('/rows'),
  'GET /v1/data-sets/{id}/rows/{rowId}': missing((of) => `/v1/data-sets/${of.dataSet}/rows/${of.row}`),
  'GET /v1/data-sets/{id}/rows/{rowId}/lineage': missing(
    (of) => `/v1/data-sets/${of.dataSet}/rows/${of.row}/lineage`,
  ),
  'GET /v1/rollout-batches': list('/v1/rollout-batches', `/v1/rollout-batches?modelTag=${NAMES.modelTag}`),
  'POST /v1/rollout-batches': refers('/v1/rollout-batches', (of) =>
    rolloutsOf({ frameworkId: of.framework }),
  ),
  'GET /v1/rollout-batches/{id}': missing((of) => `/v1/rollout-batches/${of.rolloutBatch}`),
  'POST /v1/rollout-batches/{id}/cancel': missing((of) => `/v1/rollout-batches/${of.rolloutBatch}/cancel`),
  'GET /v1/rollouts/{id}': missing((of) => `/v1/rollouts/${of.rollout}`),
  'POST /v1/rollouts/{id}/end': missing((of) => `/v1/rollouts/${of.rollout}/end`, {}),
  'POST /v1/rollouts/{id}/chat/completions': missing((of) => `/v1/rollouts/${of.rollout}/chat/completions`, {
    messages: [{ role: 'user', content: 'x' }],
  }),
  'POST /v1/trajectories:lease': {
    sight: 'own',
    calls: () => [
      { path: '/v1/trajectories:lease', body: { modelTag: NAMES.modelTag, leaseMs: 1000, waitMs: 0 } },
    ],
  },
  'POST /v1/trajectories:ack': refers('/v1/trajectories:ack', (of) => ({
    leaseId: of.lease,
    results: [{ trajectoryId: of.trajectory, result: 'success' }],
  })),
  'POST /v1/models/{tag}:pause': missing(() => `/v1/models/${NAMES.modelTag}:pause`, {}),
  'POST /v1/models/{tag}:resume': missing(() => `/v1/models/${NAMES.modelTag}:resume`, { version: 1 }),
};

/** `METHOD path` as in the document. */
export const MATRIX: Readonly<Record<string, Entry>> = { ...GATEWAY, ...RUNTIME, ...GENERATOR, ...PIPELINE };
