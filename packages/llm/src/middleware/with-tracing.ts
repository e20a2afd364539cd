/** A span per model call: who was asked, what it cost, how it ended. Never what was said. */
import { type Model, toNexError } from '@nex/core';
import { type Attributes, context, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { ERROR_TYPE, GEN_AI, SERVER_ADDRESS } from './gen-ai-attributes.ts';

export function withTracing(model: Model, tracer: Tracer): Model {
  const name = `chat ${model.name}`;
  const attributes: Attributes = {
    [GEN_AI.operationName]: 'chat',
    [GEN_AI.providerName]: model.provider,
    [GEN_AI.requestModel]: model.name,
    [SERVER_ADDRESS]: model.provider,
  };
  return {
    name: model.name,
    provider: model.provider,
    async call(request, options) {
      const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes });
      if (!span.isRecording()) return model.call(request, options);
      try {
        const reply = await context.with(trace.setSpan(context.active(), span), () =>
          model.call(request, options),
        );
        span.setAttributes({
          [GEN_AI.responseModel]: reply.model,
          [GEN_AI.inputTokens]: reply.usage.inputTokens,
          [GEN_AI.outputTokens]: reply.usage.outputTokens,
          [GEN_AI.finishReasons]: [reply.finishReason],
        });
        return reply;
      } catch (thrown) {
        const { code, message } = toNexError(thrown, 'internal', 'The model call failed.');
        span.setAttribute(ERROR_TYPE, code);
        span.setStatus({ code: SpanStatusCode.ERROR, message });
        throw thrown;
      } finally {
        span.end();
      }
    },
  };
}
