/** A span per model call: who was asked and how, what it cost, how it ended. What was said only when that is wanted. */
import { type Model, type ModelCallOptions, type Sampling, toNexError, type Usage } from '@nex/core';
import { type Attributes, context, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { inputText, outputText } from './captured-messages.ts';
import { COST, ERROR_TYPE, GEN_AI, SERVER_ADDRESS } from './gen-ai-attributes.ts';

export interface TracingOptions {
  /** What the model is asked with where a request says nothing else. */
  sampling?: Sampling;
  /** Whether messages go into the spans. Default false. */
  captureContent?: boolean;
}

export function withTracing(model: Model, tracer: Tracer, options: TracingOptions = {}): Model {
  const { sampling, captureContent = false } = options;
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
    async call(request, call) {
      const asked = { ...attributes, ...samplingAttributes({ ...sampling, ...request.sampling }) };
      const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: asked });
      if (!span.isRecording()) return model.call(request, call);
      if (captureContent) span.setAttribute(GEN_AI.inputMessages, inputText(request.messages));
      const timed = timeFirst(call, (seconds) => span.setAttribute(GEN_AI.timeToFirstChunk, seconds));
      try {
        const reply = await context.with(trace.setSpan(context.active(), span), () =>
          model.call(request, timed),
        );
        const { message, finishReason } = reply;
        span.setAttributes({
          [GEN_AI.responseModel]: reply.model,
          [GEN_AI.finishReasons]: [finishReason],
          ...usageAttributes(reply.usage),
          ...(captureContent ? { [GEN_AI.outputMessages]: outputText(message, finishReason) } : {}),
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

/** Tells once how long the first part of a streamed answer took, in seconds. */
function timeFirst(call: ModelCallOptions, tell: (seconds: number) => void): ModelCallOptions {
  const { onDelta } = call;
  if (!onDelta) return call;
  const startedAt = performance.now();
  let told = false;
  return {
    ...call,
    onDelta(delta) {
      if (!told) tell((performance.now() - startedAt) / 1000);
      told = true;
      onDelta(delta);
    },
  };
}

function samplingAttributes(sampling: Sampling): Attributes {
  const { temperature, topP, maxTokens, seed, frequencyPenalty, presencePenalty, stop } = sampling;
  return {
    ...(temperature === undefined ? {} : { [GEN_AI.temperature]: temperature }),
    ...(topP === undefined ? {} : { [GEN_AI.topP]: topP }),
    ...(maxTokens === undefined ? {} : { [GEN_AI.maxTokens]: maxTokens }),
    ...(seed === undefined ? {} : { [GEN_AI.seed]: seed }),
    ...(frequencyPenalty === undefined ? {} : { [GEN_AI.frequencyPenalty]: frequencyPenalty }),
    ...(presencePenalty === undefined ? {} : { [GEN_AI.presencePenalty]: presencePenalty }),
    ...(stop === undefined ? {} : { [GEN_AI.stopSequences]: [...stop] }),
  };
}

/** Parts of the usage that are nothing are left out. */
function usageAttributes(usage: Usage): Attributes {
  const { inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens, reasoningTokens, costUsd } = usage;
  return {
    [GEN_AI.inputTokens]: inputTokens,
    [GEN_AI.outputTokens]: outputTokens,
    ...(cachedInputTokens > 0 ? { [GEN_AI.cacheReadTokens]: cachedInputTokens } : {}),
    ...(cacheWriteTokens ? { [GEN_AI.cacheWriteTokens]: cacheWriteTokens } : {}),
    ...(reasoningTokens > 0 ? { [GEN_AI.reasoningTokens]: reasoningTokens } : {}),
    ...(costUsd === undefined ? {} : { [COST]: costUsd }),
  };
}
