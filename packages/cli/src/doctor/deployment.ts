/** What is to be checked: as the environment says it, and where it says nothing, as the local platform was started. */
import { join } from 'node:path';
import { REPOSITORY } from '../stack/paths.ts';
import { OFFLINE_MODEL_NAME, SERVICE_NAMES, SERVICES, type ServiceName } from '../stack/service-table.ts';
import type { StackState } from '../stack/state.ts';

export interface ModelRole {
  role: string;
  baseUrl: string;
  model: string;
  apiKey: string | undefined;
}

export interface Deployment {
  env: Readonly<Record<string, string | undefined>>;
  services: Record<ServiceName, string>;
  apiKey: string | undefined;
  databaseUrl: string | undefined;
  /** Folder of the Postgres that was started for the local platform. */
  cluster: string | undefined;
  redisUrl: string | undefined;
  queuePrefix: string;
  models: ModelRole[];
  catalogueDirectory: string;
  serversDirectory: string;
  dataDirectory: string;
  sandboxTypes: readonly string[];
}

const ROLES = ['GENERATOR', 'RUNTIME', 'PIPELINE'] as const;

export function readDeployment(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  state: StackState | undefined,
  gateway?: string,
): Deployment {
  const value = (name: string) => env[name]?.trim() || undefined;
  const urlOf = (name: ServiceName) =>
    (name === 'gateway' ? (gateway ?? value('NEX_URL')) : value(`${name.toUpperCase()}_HTTP_URL`)) ??
    state?.urls[name] ??
    `http://127.0.0.1:${SERVICES[name].httpPort}`;
  return {
    env,
    services: Object.fromEntries(SERVICE_NAMES.map((name) => [name, urlOf(name)])) as Record<
      ServiceName,
      string
    >,
    apiKey: value('NEX_API_KEY'),
    databaseUrl: value('DATABASE_URL') ?? state?.databaseUrl,
    cluster: value('DATABASE_URL') ? undefined : state?.postgres?.cluster,
    redisUrl: value('REDIS_URL'),
    queuePrefix: value('QUEUE_PREFIX') ?? 'nex',
    models: modelsOf(value, state),
    catalogueDirectory: value('CATALOGUE_DIR') ?? join(REPOSITORY, 'catalogue'),
    serversDirectory: value('CATALOGUE_SERVERS_DIR') ?? join(REPOSITORY, '.nex/servers'),
    dataDirectory: value('NEX_DATA_DIR') ?? join(home, 'data'),
    sandboxTypes: (value('SANDBOX_TYPES') ?? 'local').split(',').map((one) => one.trim()),
  };
}

/** A line per role; a role without a server is left out. */
function modelsOf(value: (name: string) => string | undefined, state: StackState | undefined): ModelRole[] {
  const local = state?.offlineModel ? { baseUrl: state.urls.model, model: OFFLINE_MODEL_NAME } : undefined;
  const one = (role: string): ModelRole[] => {
    const of = (part: string) => value(`${role}_LLM_${part}`) ?? value(`LLM_${part}`);
    const baseUrl = of('BASE_URL') ?? local?.baseUrl;
    const model = of('MODEL') ?? local?.model;
    if (baseUrl === undefined || model === undefined) return [];
    return [{ role: role.toLowerCase(), baseUrl, model, apiKey: of('API_KEY') }];
  };
  const judges = value('JUDGE_LLM_MODEL') !== undefined || value('JUDGE_LLM_BASE_URL') !== undefined;
  const pipeline = one('PIPELINE')[0];
  const judge: ModelRole[] =
    judges && pipeline
      ? [
          {
            role: 'judge',
            baseUrl: value('JUDGE_LLM_BASE_URL') ?? pipeline.baseUrl,
            model: value('JUDGE_LLM_MODEL') ?? pipeline.model,
            apiKey: value('JUDGE_LLM_BASE_URL') ? value('JUDGE_LLM_API_KEY') : pipeline.apiKey,
          },
        ]
      : [];
  return [...ROLES.flatMap(one), ...judge];
}
