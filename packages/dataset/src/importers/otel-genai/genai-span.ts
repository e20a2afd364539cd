/** A span by the conventions for generative AI: `gen_ai.operation.name` says what it is. */
import { type JsonObject, textOf, type Usage } from '@nex/core';
import { listAt, numberAt, stringAt, unpacked, valueAt } from '../fields.ts';
import { readAnswer } from '../messages/conversation.ts';
import { readTools } from '../messages/tool-definitions.ts';
import { modelSpan } from '../trace/model-span.ts';
import type { TraceSpan } from '../trace/span.ts';
import type { TraceReader } from '../trace/trace-reader.ts';
import { contentOf } from './messages-of.ts';
import type { OtelEvent, OtelSpan } from './otlp.ts';

const KINDS: Readonly<Record<string, TraceSpan['kind']>> = {
  chat: 'model',
  text_completion: 'model',
  generate_content: 'model',
  invoke_agent: 'agent',
  execute_tool: 'tool',
};

/** @param events Those that came as log records, and name the span. */
export function genaiSpan(span: OtelSpan, events: readonly OtelEvent[], reader: TraceReader): TraceSpan {
  const { id, parentId, startMs, endMs, isError, attributes } = span;
  const kind = kindOf(attributes);
  const name = stringAt(attributes, 'gen_ai.agent.name', 'gen_ai.tool.name') ?? span.name;
  const made: TraceSpan = {
    id,
    parentId,
    kind,
    name: kind === 'model' ? span.name : name,
    startMs,
    endMs,
    isError,
  };
  if (kind === 'model') return { ...made, model: modelOf(span, [...span.events, ...events], reader) };
  if (kind === 'agent') {
    const said = readAnswer(valueAt(attributes, 'gen_ai.output.messages'), `span ${id}`, reader.notes);
    return said ? { ...made, output: textOf(said.message) } : made;
  }
  const callId = stringAt(attributes, 'gen_ai.tool.call.id');
  const input = valueAt(attributes, 'gen_ai.tool.call.arguments');
  const output = valueAt(attributes, 'gen_ai.tool.call.result') ?? (isError ? span.statusMessage : undefined);
  return {
    ...made,
    ...(callId !== undefined && { callId }),
    ...(input !== undefined && { input: unpacked(input) ?? null }),
    ...(output !== undefined && { output }),
  };
}

function kindOf(attributes: JsonObject): TraceSpan['kind'] {
  const operation = stringAt(attributes, 'gen_ai.operation.name');
  if (operation !== undefined) return KINDS[operation] ?? 'other';
  return stringAt(attributes, 'gen_ai.request.model') === undefined ? 'other' : 'model';
}

function modelOf(span: OtelSpan, events: readonly OtelEvent[], reader: TraceReader) {
  const { id, attributes, isError } = span;
  const content = contentOf(attributes, events);
  const [finishReason] = listAt(attributes, 'gen_ai.response.finish_reasons') ?? [];
  return modelSpan(
    {
      at: `span ${id}`,
      input: content.input,
      output: isError ? undefined : content.output,
      tools: readTools(content.tools),
      name: stringAt(attributes, 'gen_ai.response.model', 'gen_ai.request.model') ?? '',
      provider: stringAt(attributes, 'gen_ai.provider.name', 'gen_ai.system') ?? '',
      usage: usageOf(attributes),
      ...(typeof finishReason === 'string' ? { finishReason } : {}),
    },
    reader,
  );
}

function usageOf(attributes: JsonObject): Usage {
  const count = (...names: string[]) =>
    Math.max(0, Math.round(numberAt(attributes, ...names.map((name) => `gen_ai.usage.${name}`)) ?? 0));
  const cost = numberAt(attributes, 'gen_ai.usage.cost');
  const written = count('cache_creation.input_tokens');
  return {
    inputTokens: count('input_tokens', 'prompt_tokens'),
    outputTokens: count('output_tokens', 'completion_tokens'),
    cachedInputTokens: count('cache_read.input_tokens'),
    reasoningTokens: count('reasoning.output_tokens'),
    modelCalls: 1,
    ...(written > 0 && { cacheWriteTokens: written }),
    ...(cost !== undefined && cost >= 0 && { costUsd: cost }),
  };
}
