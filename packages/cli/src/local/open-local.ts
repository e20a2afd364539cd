/** From what was typed to a local agent that is ready to run. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NexError } from '@nex/core';
import {
  type LocalAgent,
  locateAgent,
  type ModelOverride,
  type OpenLocalAgentOptions,
  openLocalAgent,
} from '@nex/local-agent';
import type { Context } from '../context.ts';
import { REPOSITORY } from '../stack/paths.ts';
import { OFFLINE_MODEL_NAME } from '../stack/service-table.ts';
import { localEnvironment, localModel, localPrices } from './local-environment.ts';
import type { LocalOptions } from './local-options.ts';

export interface OpenedLocal extends AsyncDisposable {
  agent: LocalAgent;
}

type More = Pick<OpenLocalAgentOptions, 'emit' | 'permissions' | 'bindings' | 'log' | 'limits' | 'tools'>;

/** Disposing ends the agent, and the offline model when there is one. */
export async function openLocal(
  context: Context,
  file: string,
  options: LocalOptions,
  more: More = {},
): Promise<OpenedLocal> {
  const { workspace, lenient, offline } = options;
  await using stack = new AsyncDisposableStack();
  const { folder } = await locateAgent(file);
  const environment = await localEnvironment(folder, context.env);
  const override: ModelOverride = offline
    ? await offlineModel(stack)
    : { ...pick('model', options.model), ...pick('baseUrl', options.baseUrl) };
  const prices = localPrices(environment);
  const agent = stack.use(
    await openLocalAgent({
      ...more,
      file,
      environment,
      workspaceDirectory: workspace,
      model: localModel(environment, override),
      override,
      catalogueDirectory: environment['CATALOGUE_DIR'] ?? join(REPOSITORY, 'catalogue'),
      serversDirectory: environment['CATALOGUE_SERVERS_DIR'] ?? join(context.home, 'servers'),
      sandbox: { ...pick('type', options.sandbox), ...pick('network', options.network) },
      allowHosts: (environment['EGRESS_ALLOW_HOSTS'] ?? '').split(',').filter((host) => host !== ''),
      strict: lenient !== true,
      ...(prices ? { prices } : {}),
      ...(options.context ? { context: options.context } : {}),
    }).catch((thrown: unknown) => {
      throw withOfflineHint(thrown);
    }),
  );
  const word = lenient ? 'left out' : 'note:';
  for (const { where, reason } of agent.skipped) context.note(`${word} ${where}: ${reason}`);
  if (resolve(workspace) === folder && existsSync(join(folder, '.env'))) {
    context.note(
      'note: the workspace holds a .env file, which the agent can read; --workspace names another folder.',
    );
  }
  const owned = stack.move();
  return { agent, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function offlineModel(stack: AsyncDisposableStack): Promise<ModelOverride> {
  // Its tokenizer takes longer to load than everything else together.
  const { startOfflineModel } = await import('@nex/offline-model');
  const { url } = stack.use(await startOfflineModel());
  return { baseUrl: url, model: OFFLINE_MODEL_NAME, apiKey: 'none', apiType: 'openai_chat_completion' };
}

function pick<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  // A computed key widens to string; it is the one that was given.
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}

const NO_MODEL = ['llm_config.base_url', 'llm_config.model'];

function withOfflineHint(thrown: unknown): unknown {
  if (!(thrown instanceof NexError) || !NO_MODEL.includes(thrown.where ?? '')) return thrown;
  const { code, message, where, hint = '' } = thrown;
  return new NexError(code, message, {
    ...(where === undefined ? {} : { where }),
    hint: `${hint} Or try the agent without a model: --offline.`.trim(),
    cause: thrown,
  });
}
