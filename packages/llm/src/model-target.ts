/** Which server is asked for which model, in which wire format, with which key: the platform's choice, or the agent's. */
import { type ApiType, type ModelSettings, NexError } from '@nex/core';

export interface PlatformModel {
  baseUrl: string;
  apiKey?: string | undefined;
  model: string;
  /** Default `openai_chat_completion`. */
  apiType?: ApiType;
  /** Further fields of each request to the platform's server. */
  extra?: Readonly<Record<string, unknown>>;
  /** Which servers an agent's own settings may name. Default: any. */
  allowBaseUrl?: (baseUrl: string) => boolean;
}

export interface Target {
  baseUrl: string;
  apiKey: string | undefined;
  model: string;
  apiType: ApiType;
  extra: Readonly<Record<string, unknown>>;
}

/**
 * The platform's key and further fields go to the platform's server only.
 * @throws NexError `config_invalid` for a server that is not allowed.
 */
export function resolveTarget(platform: PlatformModel, settings: ModelSettings | undefined): Target {
  const baseUrl = settings?.baseUrl ?? platform.baseUrl;
  const own = baseUrl === platform.baseUrl;
  if (!own && platform.allowBaseUrl && !platform.allowBaseUrl(baseUrl)) {
    throw new NexError('config_invalid', 'The agent names a model server that is not allowed here.', {
      where: 'llm_config.base_url',
      hint: 'Remove base_url to use the model of the platform, or ask its operator to allow the server.',
    });
  }
  const usual = platform.apiType ?? 'openai_chat_completion';
  const apiType = settings?.apiType ?? usual;
  return {
    baseUrl,
    apiKey: settings?.apiKey ?? (own ? platform.apiKey : undefined),
    model: settings?.model ?? platform.model,
    apiType,
    extra: { ...(own && apiType === usual ? platform.extra : {}), ...settings?.extra },
  };
}
