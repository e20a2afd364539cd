/**
 * A model that knows only text as one that has tools: tools are described and calls and results written in a dialect,
 * and what the model answers is read back.
 */
import type { Block, Message, Model, ModelReply, ModelRequest, ToolDefinition } from '@nex/core';
import { type Dialect, type ParsedCall, parseReply } from '../dialect.ts';
import { callBlock, nextCallNumber, writtenText } from './call-blocks.ts';
import { callsInReasoning } from './reasoning-calls.ts';
import { cutOffStop } from './restore-stop.ts';
import { TextDeltas } from './text-deltas.ts';
import { TextHistory } from './text-history.ts';

export interface TextToolsOptions {
  /** The server's prompt opens the reasoning, so that answers begin inside of it. Default false. */
  startsInReasoning?: boolean;
}

/**
 * Requests go on without `tools`. An answer that this wrapper has read goes back to the model as the model wrote it, as
 * long as the caller hands in the same message object; any other is written anew. Calls that cannot be read become
 * `tool_call` blocks without `arguments`. Errors are the model's. May be called concurrently.
 */
export function withTextTools(model: Model, dialect: Dialect, options: TextToolsOptions = {}): Model {
  const history = new TextHistory(dialect);
  return {
    name: model.name,
    provider: model.provider,
    async call(request, callOptions) {
      const { tools = [] } = request;
      const inner = textRequest(request, dialect, history.convert(request.messages, tools));
      if (tools.length === 0) return model.call(inner, callOptions);

      const { onDelta } = callOptions;
      const callNumber = nextCallNumber(request.messages);
      const startsInReasoning = options.startsInReasoning ?? false;
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

interface ReadOptions {
  dialect: Dialect;
  tools: readonly ToolDefinition[];
  startsInReasoning: boolean;
  callNumber: number;
}

interface ReadReply {
  message: Message;
  finishReason: ModelReply['finishReason'];
  /** The answer with the stop sequence that was cut off. */
  text: string;
  /** Calls that do not stand in the text. */
  further: ParsedCall[];
  /** How the message goes back to the model, when that is known and another message. */
  original?: Message;
}

function readReply({ message, finishReason }: ModelReply, options: ReadOptions): ReadReply {
  const { dialect, tools, callNumber } = options;
  const apart = message.content.filter((block) => block.type !== 'text');
  const startsInReasoning = options.startsInReasoning && !apart.some((block) => block.type === 'reasoning');
  const written = writtenText(message);
  const suffix = finishReason === 'length' ? '' : cutOffStop(dialect, written, { tools, startsInReasoning });
  const text = written + suffix;
  const parsed = parseReply(dialect, text, { tools, startsInReasoning });
  const isEmpty = parsed.calls.length === 0 && parsed.content.trim() === '';
  const further = isEmpty ? callsInReasoning(message, dialect, tools) : [];
  const calls = [...parsed.calls, ...further];
  const isNative = apart.some((block) => block.type === 'tool_call');
  if (isNative || (calls.length === 0 && parsed.content === written)) {
    return { message, finishReason, text, further: [] };
  }
  const content: Block[] = [...apart];
  if (parsed.reasoning !== '') content.push({ type: 'reasoning', text: parsed.reasoning });
  if (parsed.content !== '') content.push({ type: 'text', text: parsed.content });
  content.push(...calls.map((call, index) => callBlock(call, callNumber + index)));
  const read: Message = { role: 'assistant', content };
  const reason = calls.length > 0 ? 'tool_calls' : finishReason;
  if (further.length > 0) return { message: read, finishReason: reason, text, further };
  const restored: Message = { role: 'assistant', content: [...apart, { type: 'text', text }] };
  const original = suffix === '' ? message : restored;
  return { message: read, finishReason: reason, text, further, original };
}
