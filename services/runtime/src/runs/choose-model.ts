/**
 * The model of an agent: the platform's, as far as the agent file names no other. Files read the platform's settings as
 * environment variables; in place of the key they get a mark, so no file can send the key to a server of its own.
 */
import { type Model, type ModelSettings, NexError } from '@nex/core';
import type { ModelContext } from '@nex/llm';
import { isSameServer } from '@nex/service';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';

const PLATFORM_KEY = 'the-key-of-the-platform';

/** Values of `${env.…}` in agent files. */
export function fileEnvironment({ model, agentVariables }: Config): Record<string, string> {
  return {
    LLM_API_TYPE: 'openai_chat_completion',
    ...agentVariables,
    LLM_MODEL: model.model,
    LLM_BASE_URL: model.baseUrl,
    LLM_API_KEY: PLATFORM_KEY,
  };
}

/** Throws `config_invalid` for a file that would give the platform's key to another server. */
export function chooseModel(context: Context, settings: ModelSettings, where: ModelContext = {}): Model {
  const own = (given: ModelSettings) => withoutMark(context.config, given);
  const { failover } = where;
  if (!failover) return context.models(own(settings), where);
  const fallbacks = failover.fallbacks.map((one) => ({ ...one, settings: own(one.settings) }));
  return context.models(own(settings), { ...where, failover: { ...failover, fallbacks } });
}

/** The settings with the platform's own server and key left out, where they are meant. */
function withoutMark({ model }: Config, { apiKey, baseUrl, ...rest }: ModelSettings): ModelSettings {
  const foreign = baseUrl !== undefined && !isSameServer(baseUrl, model.baseUrl);
  if (apiKey === PLATFORM_KEY && foreign) {
    throw new NexError('config_invalid', 'The platform gives its key to its own model server only.', {
      where: 'llm_config.api_key',
      hint: 'Remove base_url, or give the key of that server.',
    });
  }
  const isPlatforms = apiKey === undefined || apiKey === PLATFORM_KEY;
  return { ...rest, ...(foreign ? { baseUrl } : {}), ...(isPlatforms ? {} : { apiKey }) };
}
