/**
 * Native calls, and the ones that a model wrote into its text or its reasoning by mistake. Only whole calls of tools
 * that the request offers count, and only in an answer without native calls.
 */
import type { Block, Message, Model, ToolCallBlock, ToolDefinition } from '@nex/core';
import { type Dialect, type ParsedCall, parseReply } from '../dialect.ts';
import { callBlock, nextCallNumber, writtenText } from './call-blocks.ts';
import { callsInReasoning, offeredCalls } from './reasoning-calls.ts';
import { RecoveryDeltas } from './recovery-deltas.ts';

/** Requests go on unchanged. Reasoning is looked into only when the answer has no text. May be called concurrently. */
export function withTextCallRecovery(model: Model, dialect: Dialect): Model {
  return {
    name: model.name,
    provider: model.provider,
    async call(request, options) {
      const { tools = [] } = request;
      if (tools.length === 0) return model.call(request, options);
      const deltas = options.onDelta && new RecoveryDeltas(dialect, tools, options.onDelta);
      const reply = await model.call(
        request,
        deltas ? { ...options, onDelta: (delta) => deltas.push(delta) } : options,
      );
      const recovered = recover(reply.message, dialect, tools, () => nextCallNumber(request.messages));
      deltas?.finish(recovered);
      return recovered ? { ...reply, message: recovered.message, finishReason: 'tool_calls' } : reply;
    },
  };
}

interface Recovered {
  message: Message;
  text: string;
  calls: ToolCallBlock[];
}

function recover(
  message: Message,
  dialect: Dialect,
  tools: readonly ToolDefinition[],
  firstNumber: () => number,
): Recovered | undefined {
  if (message.content.some((block) => block.type === 'tool_call')) return undefined;
  const written = writtenText(message);
  const parsed = written.trim() === '' ? undefined : parseReply(dialect, written, { tools });
  const sound = parsed ? offeredCalls(parsed.calls, tools) : callsInReasoning(message, dialect, tools);
  if (sound.length === 0) return undefined;

  const number = firstNumber();
  const calls = sound.map((call, index) => callBlock(call, number + index));
  const others = message.content.filter((block) => block.type !== 'text');
  const text = parsed ? parsed.content + otherCalls(parsed.calls, sound, dialect, tools) : '';
  const content: Block[] = [...others];
  if (parsed && parsed.reasoning !== '') content.push({ type: 'reasoning', text: parsed.reasoning });
  if (text !== '') content.push({ type: 'text', text });
  content.push(...calls);
  return { message: { role: 'assistant', content }, text, calls };
}

/** What is no call of this request stays in the text. */
function otherCalls(
  all: readonly ParsedCall[],
  sound: readonly ParsedCall[],
  dialect: Dialect,
  tools: readonly ToolDefinition[],
): string {
  const others = all.filter((call) => !sound.includes(call));
  const texts = others.map(({ id = '', name, argumentsText, arguments: args }) =>
    args ? dialect.renderCalls([{ id, name, arguments: args }], tools) : argumentsText,
  );
  return texts.join('\n');
}
