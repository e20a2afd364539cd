/** Any server that speaks Anthropic's Messages API. */
import type { ProviderModel, ProviderOptions } from '../provider-options.ts';
import { withSession } from '../session-fields.ts';
import { createWireModel } from '../wire-model.ts';
import { createReplyAggregator } from './reply-aggregator.ts';
import { createRequestSerializer } from './serialize-request.ts';

const VERSION = '2023-06-01';
const REFUSED_PROOF = /signature|cannot be modified|invalid.{0,40}redacted_thinking/i;

/**
 * `/v1/messages` is added to the base URL, or `/messages` when it ends in a version.
 * @throws NexError `config_invalid` for a base URL that is none.
 */
export function createAnthropicModel(options: ProviderOptions): ProviderModel {
  const serializer = createRequestSerializer(withSession(options, (user_id) => ({ metadata: { user_id } })));
  const path = { path: 'messages', version: 'v1' };
  return createWireModel(options, {
    api: { name: "Anthropic's Messages API", auth: (apiKey) => ({ 'x-api-key': apiKey }) },
    headers: { 'anthropic-version': VERSION },
    path: { whole: path, stream: path },
    body: serializer.body,
    createAggregator: (context) => createReplyAggregator(options.model, context),
    optional: {
      refusedBy: (text) => /thinking/i.test(text) && REFUSED_PROOF.test(text),
      drop: serializer.dropProofs,
    },
  });
}
