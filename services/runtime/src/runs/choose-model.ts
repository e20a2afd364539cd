/**
 * The model of an agent: the platform's, as far as the agent file names no other. Files read the platform's settings as
 * environment variables; in place of the key they get a mark, so no file can send the key to a server of its own.
 */
import { type Model, type ModelSettings, NexError } from '@nex/core';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';

const PLATFORM_KEY = 'the-key-of-the-platform';

/** Values of `${env.…}` in agent files. */
export function fileEnvironment({ model }: Config): Record<string, string> {
  return { LLM_MODEL: model.model, LLM_BASE_URL: model.baseUrl, LLM_API_KEY: PLATFORM_KEY };
}

/** Throws `config_invalid` for a file that would give the platform's key to another server. */
export function chooseModel(context: Context, settings: ModelSettings): Model {
  const { apiKey, baseUrl, ...rest } = settings;
  const foreign = baseUrl !== undefined && !isSame(baseUrl, context.config.model.baseUrl);
  if (apiKey === PLATFORM_KEY && foreign) {
    throw new NexError('config_invalid', 'The platform gives its key to its own model server only.', {
      where: 'llm_config.api_key',
      hint: 'Remove base_url, or give the key of that server.',
    });
  }
  const own = apiKey === undefined || apiKey === PLATFORM_KEY;
  return context.models({
    ...rest,
    ...(foreign ? { baseUrl } : {}),
    ...(own ? {} : { apiKey }),
  });
}

function isSame(a: string, b: string): boolean {
  return a.replace(/\/+$/, '') === b.replace(/\/+$/, '');
}
