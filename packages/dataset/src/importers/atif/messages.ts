/**
 * Steps as messages. An agent's step is its turn and, after it, what came back. What our own documents say beside the
 * format's fields stands in `extra`.
 */
import {
  addUsage,
  isJsonObject,
  type Json,
  type Message,
  NO_USAGE,
  RESULT_ERRORS,
  type ToolResultBlock,
  type Usage,
} from '@nex/core';
import { readBlocks, resultBlock } from '../messages/blocks.ts';
import { callBlock } from '../messages/call-block.ts';
import { pairResults } from '../messages/pair-results.ts';
import type { Notes } from '../notes.ts';
import { readUsage } from '../trace/usage.ts';
import type { AtifResult, AtifStep, AtifTrajectory } from './document.ts';

/** All messages of a document, calls and results paired. */
export function documentMessages({ steps }: AtifTrajectory, notes: Notes): Message[] {
  const messages: Message[] = [];
  for (let at = 0; at < steps.length; at += 1) {
    addMessages(messages, steps[at] as AtifStep, `step ${at + 1}`, notes);
  }
  return pairResults(messages, 'steps', notes);
}

function addMessages(messages: Message[], step: AtifStep, at: string, notes: Notes): void {
  const results = step.observation?.results ?? [];
  if (step.source !== 'agent') {
    const content = readBlocks(step.message as Json, at, notes);
    // What the environment says outside of a turn of the agent.
    for (const result of results) content.push(...readBlocks(result.content as Json, at, notes));
    if (content.length > 0) messages.push({ role: step.source, content });
    return;
  }
  messages.push(turnOf(step, at, notes));
  const hasCalls = (step.tool_calls?.length ?? 0) > 0;
  for (const result of results) {
    const message = resultMessage(result, hasCalls, at, notes);
    if (message) messages.push(message);
  }
}

function turnOf(step: AtifStep, at: string, notes: Notes): Message {
  const turn: Message = { role: 'assistant', content: [] };
  if (step.reasoning_content) turn.content.push({ type: 'reasoning', text: step.reasoning_content });
  for (const block of readBlocks(step.message as Json, at, notes)) {
    if (block.type !== 'text' || block.text !== '') turn.content.push(block);
  }
  for (const { tool_call_id: id, function_name: name, arguments: args, extra } of step.tool_calls ?? []) {
    const given = (args ?? undefined) as Json | undefined;
    const written = extra?.['arguments_text'];
    const call = callBlock({ id, name, args: typeof written === 'string' ? written : given }, at, notes);
    // The text is how the model spelled them; the arguments are in the document itself.
    if (call.arguments && isJsonObject(given)) call.arguments = given;
    const fault = extra?.['fault'];
    turn.content.push(typeof fault === 'string' ? { ...call, fault } : call);
  }
  return turn;
}

/** Without a call to answer, it is what the environment says: a user's message. */
function resultMessage(result: AtifResult, hasCalls: boolean, at: string, notes: Notes): Message | undefined {
  const content = (result.content ?? undefined) as Json | undefined;
  if (!hasCalls && !result.source_call_id) {
    const said = readBlocks(content, at, notes);
    return said.length > 0 ? { role: 'user', content: said } : undefined;
  }
  const { is_error: failed, tool_name: tool } = result.extra ?? {};
  const name = typeof tool === 'string' ? tool : '';
  const isError = failed === true;
  const block = resultBlock({ callId: result.source_call_id ?? '', name, content, isError }, at, notes);
  return { role: 'tool', content: [withExtra(block, result)] };
}

function withExtra(block: ToolResultBlock, { extra }: AtifResult): ToolResultBlock {
  if (!extra) return block;
  const errorKind = RESULT_ERRORS.find((kind) => kind === extra['error_kind']);
  const structured = extra['structured'] as Json | undefined;
  return {
    ...block,
    ...(errorKind !== undefined && { errorKind }),
    ...(structured !== undefined && { structured }),
  };
}

/** Of the steps; where none has any, what the document says of all of them. */
export function documentUsage({ steps, final_metrics: final }: AtifTrajectory): Usage {
  const agent = steps.filter((step) => step.source === 'agent');
  const summed = agent.reduce((sum, step) => addUsage(sum, stepUsage(step)), NO_USAGE);
  if (!final || agent.some((step) => step.metrics)) return summed;
  const { extra, total_cost_usd: cost } = final;
  const counts = {
    ...extra,
    prompt_tokens: final.total_prompt_tokens,
    completion_tokens: final.total_completion_tokens,
    cached_tokens: final.total_cached_tokens,
  };
  const usage = readUsage(counts as Record<string, Json>, cost ?? undefined);
  const calls = extra?.['model_calls'];
  const written = extra?.['cache_write_tokens'];
  return {
    ...usage,
    modelCalls: isCount(calls) ? calls : summed.modelCalls,
    ...(isCount(written) && { cacheWriteTokens: written }),
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function stepUsage({ metrics }: AtifStep): Usage {
  const { extra, cost_usd: cost, ...counts } = metrics ?? {};
  return readUsage({ ...extra, ...counts } as Record<string, Json>, cost ?? undefined);
}
