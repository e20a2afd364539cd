/** Any server that speaks OpenAI's chat completions. Retries, limits and tracing are the middleware's, not this file's. */
import type { ProviderModel, ProviderOptions } from '../provider-options.ts';
import { refusesField, withSession } from '../session-fields.ts';
import { statusOf } from '../status-of.ts';
import { createWireModel } from '../wire-model.ts';
import { createReplyAggregator } from './reply-aggregator.ts';
import { createRequestSerializer, type RequestSerializer } from './serialize-request.ts';
import type { WireReply } from './wire.ts';

export interface OpenAiChatOptions extends ProviderOptions {
  /** Whether reasoning goes back. Default true: only servers that send it get it back. */
  replayReasoning?: boolean;
}

const SESSION = ['user'];
/** How reasoning goes back; a server that never sent any may refuse it, as after a change of the model. */
const REASONING = ['reasoning_content', 'reasoning_details', 'thinking'];
const PATH = { path: 'chat/completions' };

/** `/chat/completions` is added to the base URL. @throws NexError `config_invalid` for a base URL that is none. */
export function createOpenAiChatModel(options: OpenAiChatOptions): ProviderModel {
  const { model } = options;
  let asked = withSession(options, (user) => ({ user }));
  let body = serializerOf(asked);
  return createWireModel(options, {
    api: { name: 'an OpenAI-compatible API' },
    path: { whole: PATH, stream: PATH },
    body: (request, stream) => body(request, stream),
    createAggregator: ({ onDelta, fail }) => {
      const aggregator = createReplyAggregator(model, onDelta);
      // Gateways report failures within an answer of status 200.
      const push = (part: WireReply): void => {
        if (part.error !== undefined && part.error !== null) throw fail(statusOf(part.error), part);
        aggregator.push(part);
      };
      return {
        pushWhole(body) {
          // Whatever a server sends, its parts are looked at one by one.
          const reply = body as WireReply;
          push(reply);
          return reply.choices?.[0]?.message !== undefined;
        },
        push(event) {
          push(event as WireReply);
          return false;
        },
        get finished() {
          return aggregator.finished;
        },
        reply: aggregator.reply,
      };
    },
    optional: {
      refusedBy: (text) => refusesField(text, [...SESSION, ...REASONING]),
      drop(_request, refusal) {
        if (refusesField(refusal, REASONING)) asked = { ...asked, replayReasoning: false };
        else asked = { ...asked, extra: options.extra };
        body = serializerOf(asked);
      },
    },
  });
}

function serializerOf(options: OpenAiChatOptions): RequestSerializer {
  return createRequestSerializer({
    model: options.model,
    defaultSampling: options.defaultSampling ?? {},
    extra: options.extra ?? {},
    replayReasoning: options.replayReasoning ?? true,
    dropParameters: options.settings?.dropParameters ?? [],
  });
}
