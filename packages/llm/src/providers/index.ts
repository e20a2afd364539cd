/** The providers by the name of the API that they speak. */
import { createOpenAiChatModel } from './openai-chat/create-openai-chat-model.ts';

export const PROVIDERS = {
  'openai-chat': createOpenAiChatModel,
} as const;

export type ProviderName = keyof typeof PROVIDERS;
