/**
 * The model that a request names for all agents of its run. Where it may lie follows the rules for outgoing requests;
 * its key is one that the operator keeps for that very server. Agents keep their own limits of time and tries; other
 * servers for when it fails are not asked, since a trainer learns from what its own model wrote.
 */

import { join } from 'node:path';
import { type ChooseModel, tokenFormatOf } from '@nex/assembly';
import { type Model, type ModelSettings, NexError, type RunModel } from '@nex/core';
import { createEgressPolicy } from '@nex/egress';
import { checkRunModelKey, runModelKeyOf } from '@nex/service';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';

/** @param where The field that holds it, for errors. Throws `invalid_request`. */
export function checkRunModel(config: Config, model: RunModel, where: string): void {
  try {
    createEgressPolicy(config.modelEgress).checkUrl(model.baseUrl);
  } catch (thrown) {
    if (!(thrown instanceof NexError)) throw thrown;
    const { message, hint } = thrown;
    throw new NexError('invalid_request', message, { where: `${where}.baseUrl`, ...(hint ? { hint } : {}) });
  }
  checkRunModelKey(config.runModelKeys, model, where);
  if (model.kind === 'generate_with_token' && config.tokenizersDirectory === undefined) {
    throw new NexError('invalid_request', 'Token-level model servers are not switched on here.', {
      where: `${where}.kind`,
      hint: 'Ask the operator to set TOKENIZERS_DIR, or take an OpenAI-compatible server.',
    });
  }
}

/** Says what of an agent's own settings stays. */
export function chooseRunModel(context: Context, model: RunModel, sessionId: string): ChooseModel {
  const { config } = context;
  const tokenFormat = tokenFormatOf(model.dialect);
  return (settings, { maxContextTokens }): Model =>
    context.runModels(settingsFor(config, model, settings), {
      sessionId,
      tokenFormat,
      ...(maxContextTokens === undefined ? {} : { maxContextTokens }),
    });
}

function settingsFor(config: Config, model: RunModel, own: ModelSettings): ModelSettings {
  const { baseUrl: _, apiKey: _key, tokenizerPath: _tokenizer, ...rest } = own;
  const apiKey = runModelKeyOf(config.runModelKeys, model);
  const asks = model.askTokens && model.kind === 'openai_chat_completion';
  return {
    ...rest,
    ...model.sampling,
    model: model.model,
    baseUrl: model.baseUrl,
    apiType: model.kind,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(model.tokenizer !== undefined && config.tokenizersDirectory !== undefined
      ? { tokenizerPath: join(config.tokenizersDirectory, model.tokenizer) }
      : {}),
    extra: asks ? { logprobs: true, return_token_ids: true } : {},
  };
}
