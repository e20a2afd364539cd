/** A model that plays replies and errors in order, for tests of what is put around a model. */
import {
  type FinishReason,
  type Model,
  type ModelCallOptions,
  type ModelReply,
  type ModelRequest,
  textMessage,
} from '@nex/core';

export const REQUEST: ModelRequest = { messages: [textMessage('user', 'hi')] };

export function textReply(text: string, finishReason: FinishReason = 'stop'): ModelReply {
  return {
    message: textMessage('assistant', text),
    finishReason,
    usage: { inputTokens: 3, outputTokens: 2, cachedInputTokens: 0, reasoningTokens: 0, modelCalls: 1 },
    model: 'scripted-1',
  };
}

type Step = ModelReply | Error | ((options: ModelCallOptions) => Promise<ModelReply>);

export function scriptedModel(steps: Step[]): Model & { requests: ModelRequest[] } {
  const requests: ModelRequest[] = [];
  return {
    name: 'scripted',
    provider: 'models.test',
    requests,
    async call(request, options) {
      const step = steps[requests.length];
      requests.push(request);
      if (!step) throw new Error('the script is over');
      if (step instanceof Error) throw step;
      return typeof step === 'function' ? step(options) : step;
    },
  };
}
