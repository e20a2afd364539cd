/** Any server that speaks OpenAI's Responses API. Nothing is stored on the server. */
import type { ProviderModel, ProviderOptions } from '../provider-options.ts';
import { refusesField, withSession } from '../session-fields.ts';
import { createWireModel } from '../wire-model.ts';
import { createReplyAggregator } from './reply-aggregator.ts';
import { createRequestSerializer } from './serialize-request.ts';

const PROOF = /encrypted_content|encrypted content|item of type 'reasoning'/i;
const SESSION = ['safety_identifier', 'prompt_cache_key'];

/** `/responses` is added to the base URL. @throws NexError `config_invalid` for a base URL that is none. */
export function createOpenAiResponsesModel(options: ProviderOptions): ProviderModel {
  let serializer = createRequestSerializer(
    withSession(options, (id) => ({ safety_identifier: id, prompt_cache_key: id })),
  );
  const refusesSession = (text: string) => options.sessionId !== undefined && refusesField(text, SESSION);
  const path = { path: 'responses' };
  return createWireModel(options, {
    api: { name: "OpenAI's Responses API" },
    path: { whole: path, stream: path },
    body: (request, stream) => serializer.body(request, stream),
    createAggregator: (context) => createReplyAggregator(options.model, context),
    optional: {
      refusedBy: (text) => PROOF.test(text) || refusesSession(text),
      drop(request, refusal) {
        if (refusesSession(refusal)) serializer = createRequestSerializer(options);
        else serializer.dropProofs(request);
      },
    },
  });
}
