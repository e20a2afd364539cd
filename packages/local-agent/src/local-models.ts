/** The models of a local agent: what its files say on top of the configured one, and what wins over both. */
import type { ChooseModel } from '@nex/assembly';
import { type AgentSpec, type Model, type ModelSettings, NexError } from '@nex/core';
import { createModelFactory, type ModelContext, type PriceTable, priceOf } from '@nex/llm';
import type { LocalModel, ModelOverride } from './options.ts';

export interface LocalModels extends AsyncDisposable {
  choose: ChooseModel;
  /** From the next run on. */
  override(settings: ModelOverride): void;
  /** Throws `config_invalid` for an agent that would have no model. */
  check(agent: AgentSpec): void;
  /** Throws `invalid_request` for a limit in money when the model has no price: it would be none. */
  checkPrice(model: Model, maxCostUsd: number | undefined): void;
}

export interface LocalModelsOptions {
  model: LocalModel | undefined;
  override: ModelOverride | undefined;
  prices: PriceTable | undefined;
  /** Instead of the real factory. */
  models: ChooseModel | undefined;
}

const HOW_TO =
  'Set LLM_BASE_URL, LLM_MODEL and LLM_API_KEY, in the environment or in a .env file beside the agent file; or name them in llm_config.';

export function createLocalModels(options: LocalModelsOptions): LocalModels {
  const { model: given, models } = options;
  let override: ModelOverride = options.override ?? {};
  const factory = createModelFactory({
    baseUrl: given?.baseUrl ?? '',
    model: given?.model ?? '',
    apiKey: given?.apiKey,
    ...(given?.apiType ? { apiType: given.apiType } : {}),
    ...(options.prices ? { prices: options.prices } : {}),
  });
  const overridden = (settings: ModelSettings) => withOverride(withoutEmpty(settings), override);
  const choose = (settings: ModelSettings, context: ModelContext): Model => {
    if (models) return models(overridden(settings), context);
    const { failover } = context;
    const fallbacks = failover?.fallbacks.map((one) => ({ ...one, settings: withoutEmpty(one.settings) }));
    return factory(overridden(settings), {
      ...context,
      ...(failover && fallbacks ? { failover: { ...failover, fallbacks } } : {}),
    });
  };
  return {
    choose,
    override(settings) {
      override = { ...override, ...settings };
    },
    check(agent) {
      if (models) return;
      const { model, baseUrl } = overridden(agent.model);
      const missing = [
        ...(baseUrl === undefined && !given?.baseUrl ? ['base_url'] : []),
        ...(model === undefined && !given?.model ? ['model'] : []),
      ];
      if (missing.length === 0) return;
      const message = `No model is configured for the agent ${agent.name}: ${missing.join(' and ')} missing.`;
      throw new NexError('config_invalid', message, { where: `llm_config.${missing[0]}`, hint: HOW_TO });
    },
    checkPrice({ name }, maxCostUsd) {
      if (models || maxCostUsd === undefined || priceOf(name, options.prices ?? {})) return;
      const message = `The run has a limit in money, and the model ${name} has no price.`;
      throw new NexError('invalid_request', message, {
        where: 'limits.maxCostUsd',
        hint: 'Limit the run by tokens, or add the model to the prices (MODEL_PRICES).',
      });
    },
    [Symbol.asyncDispose]: () => factory[Symbol.asyncDispose](),
  };
}

/** An unset variable leaves an empty text in the file; that is no value. */
function withoutEmpty({ model, baseUrl, apiKey, ...rest }: ModelSettings): ModelSettings {
  return {
    ...rest,
    ...(model ? { model } : {}),
    ...(baseUrl ? { baseUrl } : {}),
    ...(apiKey ? { apiKey } : {}),
  };
}

/** A key of the file stays with the server of the file. */
function withOverride(settings: ModelSettings, override: ModelOverride): ModelSettings {
  const { apiKey, ...rest } = settings;
  const moved = override.baseUrl !== undefined && override.baseUrl !== settings.baseUrl;
  return { ...rest, ...(apiKey !== undefined && !moved ? { apiKey } : {}), ...override };
}
