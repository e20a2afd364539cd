/** Any server that speaks OpenAI's Responses API. Nothing is stored on the server. */
import type { ProviderModel, ProviderOptions } from '../provider-options.ts';
import { createWireModel } from '../wire-model.ts';
import { createReplyAggregator } from './reply-aggregator.ts';
import { createRequestSerializer } from './serialize-request.ts';

/** `/responses` is added to the base URL. @throws NexError `config_invalid` for a base URL that is none. */
export function createOpenAiResponsesModel(options: ProviderOptions): ProviderModel {
  const serializer = createRequestSerializer(options);
  const path = { path: 'responses' };
  return createWireModel(options, {
    api: { name: "OpenAI's Responses API" },
    path: { whole: path, stream: path },
    body: serializer.body,
    createAggregator: (context) => createReplyAggregator(options.model, context),
    proofs: {
      refusedBy: (text) => /encrypted_content|encrypted content|item of type 'reasoning'/i.test(text),
      drop: serializer.dropProofs,
    },
  });
}
