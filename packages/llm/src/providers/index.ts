/** The providers by the wire format that an agent file names. */
import type { ApiType } from '@nex/core';
import { createAnthropicModel } from './anthropic/create-anthropic-model.ts';
import { createGeminiModel } from './gemini/create-gemini-model.ts';
import { createGenerateWithTokenModel } from './generate-with-token/create-generate-with-token-model.ts';
import { createOpenAiChatModel } from './openai-chat/create-openai-chat-model.ts';
import { createOpenAiResponsesModel } from './openai-responses/create-openai-responses-model.ts';
import type { CreateModel } from './provider-options.ts';

export const PROVIDERS = {
  openai_chat_completion: createOpenAiChatModel,
  openai_responses: createOpenAiResponsesModel,
  anthropic_chat_completion: createAnthropicModel,
  gemini_rest: createGeminiModel,
  generate_with_token: createGenerateWithTokenModel,
} as const satisfies Record<ApiType, CreateModel>;
