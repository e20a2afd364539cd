/**
 * A model that knows only text as one that has tools: tools are described and calls and results written in a dialect,
 * and what the model answers is read back.
 */
import type { Message, Model, ModelRequest } from '@nex/core';
import type { Dialect } from '../dialect.ts';
import { nextCallNumber } from './call-blocks.ts';
import { readReply } from './read-reply.ts';
import { TextDeltas } from './text-deltas.ts';
import { TextHistory } from './text-history.ts';

export interface TextToolsOptions {
  /** The server's prompt opens the reasoning, so that answers begin inside of it. Default false. */
  startsInReasoning?: boolean;
}

/**
 * Requests go on without `tools`. An answer that was read goes back to the model as the model wrote it, in a later
 * process, too, from `Message.written`; one that was changed since, and one of another model, is written anew. Calls that cannot be read become
 * `tool_call` blocks without `arguments`. Errors are the model's. May be called concurrently.
 */
export function withTextTools(model: Model, dialect: Dialect, options: TextToolsOptions = {}): Model {
  const startsInReasoning = options.startsInReasoning ?? false;
  const history = new TextHistory(dialect, startsInReasoning);
  return {
    name: model.name,
    provider: model.provider,
    async call(request, callOptions) {
      const { tools = [] } = request;
      const inner = textRequest(request, dialect, history.convert(request.messages, tools));
      if (tools.length === 0) return model.call(inner, callOptions);

      const { onDelta } = callOptions;
      const callNumber = nextCallNumber(request.messages);
      const deltas = onDelta && new TextDeltas({ dialect, tools, startsInReasoning, callNumber, onDelta });
      const reply = await model.call(
        inner,
        deltas ? { ...callOptions, onDelta: (delta) => deltas.push(delta) } : callOptions,
      );
      const read = readReply(reply, { dialect, tools, startsInReasoning, callNumber });
      deltas?.finish(read.text, read.further);
      if (read.original) history.remember(read.message, read.original);
      return { ...reply, message: read.message, finishReason: read.finishReason };
    },
  };
}

function textRequest(request: ModelRequest, dialect: Dialect, messages: Message[]): ModelRequest {
  const { tools = [], ...rest } = request;
  if (tools.length === 0 || dialect.stop.length === 0) return { ...rest, messages };
  const stop = [...new Set([...(request.sampling?.stop ?? []), ...dialect.stop])];
  return { ...rest, messages, sampling: { ...request.sampling, stop } };
}
