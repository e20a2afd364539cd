export { createModelFactory, type ModelFactory, type ModelFactoryOptions } from './create-model-factory.ts';
export { createHttpPool, type HttpPool, type HttpPoolOptions } from './http/http-pool.ts';
export { composeModel, MIDDLEWARE, type Middleware } from './middleware/index.ts';
export {
  type ConcurrencyLimit,
  createConcurrencyLimit,
  withConcurrency,
} from './middleware/with-concurrency.ts';
export { delayMs, isRetryable, type RetryOptions, withRetry } from './middleware/with-retry.ts';
export { withTracing } from './middleware/with-tracing.ts';
export { PROVIDERS, type ProviderName } from './providers/index.ts';
export {
  createOpenAiChatModel,
  type OpenAiChatOptions,
} from './providers/openai-chat/create-openai-chat-model.ts';
export {
  askStructured,
  jsonSchemaOf,
  type StructuredAnswer,
  type StructuredQuestion,
} from './structured/ask-structured.ts';
export { extractJson } from './structured/extract-json.ts';
