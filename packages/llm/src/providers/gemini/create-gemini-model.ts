/** Any server that speaks Gemini's REST API. The key goes into a header; the address holds none. */
import type { ProviderModel, ProviderOptions } from '../provider-options.ts';
import { createWireModel } from '../wire-model.ts';
import { createReplyAggregator } from './reply-aggregator.ts';
import { createRequestSerializer } from './serialize-request.ts';

/**
 * `/v1beta/models/{model}:generateContent` is added to the base URL, without the version when it ends in one.
 * @throws NexError `config_invalid` for a base URL that is none.
 */
export function createGeminiModel(options: ProviderOptions): ProviderModel {
  const serializer = createRequestSerializer(options);
  const { model } = options;
  const name = (model.includes('/') ? model : `models/${model}`).split('/').map(encodeURIComponent).join('/');
  return createWireModel(options, {
    api: { name: "Gemini's REST API", auth: (apiKey) => ({ 'x-goog-api-key': apiKey }) },
    path: {
      whole: { path: `${name}:generateContent`, version: 'v1beta' },
      stream: { path: `${name}:streamGenerateContent?alt=sse`, version: 'v1beta' },
    },
    body: serializer.body,
    createAggregator: (context) => createReplyAggregator(model, context),
    optional: {
      refusedBy: (text) => /thought[_ ]?signature/i.test(text),
      drop: serializer.dropProofs,
    },
  });
}
