/**
 * Model calls without those that were recorded twice: a framework and the client below it write a span each, one inside of
 * the other, that say the same. The outer one stays, with what only the inner one knows.
 */
import { MessageKeys } from './message-key.ts';
import { isModelCall, type ModelCall, type ModelSpan } from './span.ts';
import type { SpanTree } from './span-tree.ts';

/** In the order of the calls. */
export function recordedOnce(calls: readonly ModelCall[], tree: SpanTree): ModelCall[] {
  const keys = new MessageKeys();
  const saidIn = ({ messages, answer }: ModelSpan) =>
    JSON.stringify([messages.map((message) => keys.of(message)), answer && keys.of(answer)]);
  const known = new Map<string, ModelSpan>();
  const inner = new Set<string>();
  // Inner ones first, so that what they know goes all the way up.
  for (const call of calls.toReversed()) {
    const around = [...tree.ancestors(call.id)].find(isModelCall);
    if (!around || saidIn(around.model) !== saidIn(call.model)) continue;
    inner.add(call.id);
    known.set(around.id, together(known.get(around.id) ?? around.model, known.get(call.id) ?? call.model));
  }
  return calls.flatMap((call) => {
    const model = known.get(call.id);
    return inner.has(call.id) ? [] : [model ? { ...call, model } : call];
  });
}

function together(outer: ModelSpan, inner: ModelSpan): ModelSpan {
  const finishReason = outer.finishReason ?? inner.finishReason;
  return {
    ...outer,
    tools: outer.tools.length > 0 ? outer.tools : inner.tools,
    name: outer.name || inner.name,
    provider: outer.provider || inner.provider,
    usage: outer.usage.inputTokens + outer.usage.outputTokens > 0 ? outer.usage : inner.usage,
    ...(finishReason !== undefined && { finishReason }),
  };
}
