/** The steps of a conversation in its held form. Keys that do not apply are left out. */
import type {
  ImageBlock,
  Json,
  JsonObject,
  Message,
  TextBlock,
  ToolCallBlock,
  ToolResultBlock,
} from '@nex/core';
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
  for (let at = 0; at < messages.length; at += 1) {
    const { role, content } = messages[at] as Message;
    const first = content[0];
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
  const calls: JsonObject[] = [];
  for (const block of content) {
    if (block.type === 'reasoning') step['reasoning_content'] ??= block.text;
    else if (block.type === 'tool_call') calls.push(callOf(block));
  }
  if (calls.length > 0) step['tool_calls'] = calls;
  step['extra'] = { train: isTrained };
}

function callOf({ id, name, arguments: args, argumentsText, fault }: ToolCallBlock): JsonObject {
  const call: JsonObject = { tool_call_id: id, function_name: name, arguments: args ?? {} };
  const isSpelled = args !== undefined && JSON.stringify(args) === argumentsText;
  if (isSpelled && fault === undefined) return call;
  call['extra'] = {
    ...(!isSpelled && { arguments_text: argumentsText }),
    ...(fault !== undefined && { fault }),
  };
  return call;
}

function addResult(step: JsonObject, result: ToolResultBlock, ids: readonly string[]): void {
  const { toolCallId, content } = result;
  const calls = (step['tool_calls'] ?? []) as JsonObject[];
  const called = calls.find((call) => call['tool_call_id'] === toolCallId)?.['function_name'];
  const observed: JsonObject = { source_call_id: toolCallId, content: contentOf(content) };
  if (ids.length > 0) observed['subagent_trajectory_ref'] = ids.map((id) => ({ trajectory_id: id }));
  const extra = resultExtra(result, called);
  if (extra) observed['extra'] = extra;
  const observation = (step['observation'] ??= { results: [] }) as { results: JsonObject[] };
  observation.results.push(observed);
}

/** What the format has no field for. */
function resultExtra(
  { toolName, isError, errorKind, structured }: ToolResultBlock,
  called: Json | undefined,
): JsonObject | undefined {
  if (!isError && errorKind === undefined && structured === undefined && called === toolName)
    return undefined;
  return {
    ...(isError && { is_error: true }),
    ...(errorKind !== undefined && { error_kind: errorKind }),
    ...(structured !== undefined && { structured }),
    ...(called !== toolName && { tool_name: toolName }),
  };
}

function partsOf(content: Message['content']): (TextBlock | ImageBlock)[] {
  const parts: (TextBlock | ImageBlock)[] = [];
  for (const block of content) if (block.type === 'text' || block.type === 'image') parts.push(block);
  return parts;
}

/** One text is itself; anything else is a list of parts; nothing is an empty text. */
function contentOf(parts: readonly (TextBlock | ImageBlock)[]): string | JsonObject[] {
  const first = parts[0];
  if (first === undefined) return '';
  if (parts.length === 1 && first.type === 'text') return first.text;
  return parts.map((part): JsonObject => {
    if (part.type === 'text') return { type: 'text', text: part.text };
    return { type: 'image', source: { media_type: part.mimeType ?? '', path: part.url } };
  });
}
