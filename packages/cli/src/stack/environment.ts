/** The environment of each process of a local stack. What the caller's environment says wins over our defaults. */
import { join } from 'node:path';
import { NexError } from '@nex/core';
import type { StackPorts } from './ports.ts';
import { OFFLINE_MODEL_NAME, type ProcessName } from './service-table.ts';

export interface StackAddresses {
  ports: StackPorts;
  databaseUrl: string;
  home: string;
  /** Given to the runtime alone. */
  secretsKey?: string;
}

/** True when the environment names no model server of its own. */
export function wantsOfflineModel(env: NodeJS.ProcessEnv): boolean {
  if (!env.LLM_BASE_URL) return true;
  if (env.LLM_MODEL) return false;
  throw new NexError('invalid_request', 'LLM_BASE_URL is set, but LLM_MODEL is not.', {
    where: 'LLM_MODEL',
    hint: "Set LLM_MODEL to the model's name, or unset LLM_BASE_URL to use the offline model.",
  });
}

export function environmentOf(
  name: ProcessName,
  { ports, databaseUrl, home, secretsKey }: StackAddresses,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const { NEX_SECRETS_KEY: _, ...inherited } = withoutNodeSwitches(env);
  const base = { ...inherited, HOST: '127.0.0.1' };
  if (name === 'offline-model') return { ...base, OFFLINE_MODEL_PORT: String(ports.model) };
  const model = wantsOfflineModel(env)
    ? {
        LLM_BASE_URL: `http://127.0.0.1:${ports.model}/v1`,
        LLM_MODEL: OFFLINE_MODEL_NAME,
        LLM_API_KEY: 'none',
      }
    : {};
  return {
    // Whoever stops a platform on their own machine does not want to wait long.
    DRAIN_STEPS_MS: '1000',
    ...base,
    ...model,
    DATABASE_URL: databaseUrl,
    NEX_DATA_DIR: env.NEX_DATA_DIR ?? join(home, 'data'),
    CATALOGUE_SERVERS_DIR: env.CATALOGUE_SERVERS_DIR ?? join(home, 'servers'),
    ...((name === 'runtime' || name === 'gateway') && secretsKey ? { NEX_SECRETS_KEY: secretsKey } : {}),
    HTTP_PORT: String(ports.http[name]),
    GRPC_PORT: String(ports.grpc[name]),
    RUNTIME_HTTP_URL: `http://127.0.0.1:${ports.http.runtime}`,
    GENERATOR_HTTP_URL: `http://127.0.0.1:${ports.http.generator}`,
    PIPELINE_HTTP_URL: `http://127.0.0.1:${ports.http.pipeline}`,
    RUNTIME_GRPC_ADDRESS: `127.0.0.1:${ports.grpc.runtime}`,
    GENERATOR_GRPC_ADDRESS: `127.0.0.1:${ports.grpc.generator}`,
    PIPELINE_GRPC_ADDRESS: `127.0.0.1:${ports.grpc.pipeline}`,
  };
}

/** A debugger or loader of the caller is not meant for the services. */
function withoutNodeSwitches(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => name !== 'NODE_OPTIONS' && !name.startsWith('VITEST')),
  );
}
