/** The steps of a conversation in its held form. Keys that do not apply are left out. */
import type { ImageBlock, JsonObject, Message, TextBlock, ToolCallBlock, ToolResultBlock } from '@nex/core';
import { type Conversation, trainFlags } from '../../views/conversation.ts';

/** Id of a call → ids of the trajectories that it started. */
export type References = ReadonlyMap<string, readonly string[]>;

/** @param messages The held form of the conversation's messages: as many, in the same order. */
export function stepsOf(
  messages: readonly Message[],
  conversation: Conversation,
  references: References,
): JsonObject[] {
  const { train, run, leaf, leaves } = conversation;
  const own = trainFlags(conversation.messages);
  const referred = new Set<string>();
  const steps: JsonObject[] = [];
  for (const [at, { role, content }] of messages.entries()) {
    const [first] = content;
    if (role === 'tool' && first?.type === 'tool_result') {
      const ids = referred.has(first.toolCallId) ? [] : (references.get(first.toolCallId) ?? []);
      if (ids.length > 0) referred.add(first.toolCallId);
      addResult(steps.at(-1) ?? {}, first, ids);
      continue;
    }
    const step: JsonObject = { step_id: steps.length + 1, source: role === 'assistant' ? 'agent' : role };
    if (role === 'assistant') {
      const isTrained = train[at] === true;
      addTurn(step, content, isTrained);
      // What is good and not trained on stands in an earlier conversation already.
      if (!isTrained && own[at] === true) step['is_copied_context'] = true;
    } else step['message'] = contentOf(partsOf(content));
    steps.push(step);
  }
  const [begin] = steps;
  const end = steps.at(-1);
  if (begin && run.startedAt !== '') begin['timestamp'] = run.startedAt;
  const isWhole = leaf === leaves - 1 && end !== begin;
  if (end && isWhole && run.finishedAt !== null && run.finishedAt !== '') end['timestamp'] = run.finishedAt;
  return steps;
}

function addTurn(step: JsonObject, content: Message['content'], isTrained: boolean): void {
  step['message'] = contentOf(partsOf(content));
  const thought = content.find((block) => block.type === 'reasoning');
  if (thought) step['reasoning_content'] = thought.text;
  const calls = content.filter((block) => block.type === 'tool_call');
  if (calls.length > 0) step['tool_calls'] = calls.map(callOf);
  step['extra'] = { train: isTrained };
}

function callOf({ id, name, arguments: args, argumentsText, fault }: ToolCallBlock): JsonObject {
  const isSpelled = args !== undefined && JSON.stringify(args) === argumentsText;
  const extra: JsonObject = {
    ...(!isSpelled && { arguments_text: argumentsText }),
    ...(fault !== undefined && { fault }),
  };
  return {
    tool_call_id: id,
    function_name: name,
    arguments: args ?? {},
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

function addResult(step: JsonObject, result: ToolResultBlock, ids: readonly string[]): void {
  const { toolCallId, toolName, content, isError, errorKind, structured } = result;
  const calls = (step['tool_calls'] ?? []) as JsonObject[];
  const called = calls.find((call) => call['tool_call_id'] === toolCallId)?.['function_name'];
  const extra: JsonObject = {
    ...(isError && { is_error: true }),
    ...(errorKind !== undefined && { error_kind: errorKind }),
    ...(structured !== undefined && { structured }),
    ...(called !== toolName && { tool_name: toolName }),
  };
  const observed: JsonObject = {
    source_call_id: toolCallId,
    content: contentOf(content),
    ...(ids.length > 0 && { subagent_trajectory_ref: ids.map((id) => ({ trajectory_id: id })) }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
  const observation = (step['observation'] ??= { results: [] }) as { results: JsonObject[] };
  observation.results.push(observed);
}

function partsOf(content: Message['content']): (TextBlock | ImageBlock)[] {
  return content.filter((block) => block.type === 'text' || block.type === 'image');
}

/** One text is itself; anything else is a list of parts; nothing is an empty text. */
function contentOf(parts: readonly (TextBlock | ImageBlock)[]): string | JsonObject[] {
  const [first] = parts;
  if (first === undefined) return '';
  if (parts.length === 1 && first.type === 'text') return first.text;
  return parts.map((part): JsonObject => {
    if (part.type === 'text') return { type: 'text', text: part.text };
    return { type: 'image', source: { media_type: part.mimeType ?? '', path: part.url } };
  });
}
