/** What the loop knows while it runs. It lives for one `runAgentLoop` and grows by the run's messages only. */
import {
  type FinishReason,
  type Message,
  NO_USAGE,
  type Tool,
  type ToolDefinition,
  type ToolResultBlock,
  toolCallsOf,
  type Usage,
} from '@nex/core';
import { estimateMessageTokens, estimateToolTokens } from './estimate-tokens.ts';
import type { LoopInput } from './loop-types.ts';
import { createRequestValidator, type RequestValidator } from './request-validator.ts';
import { type CallIds, collectCallIds } from './unique-call-ids.ts';

/** An answer of the model and the results of its calls so far. */
export interface Turn {
  message: Message;
  finishReason: FinishReason;
  /** In the order of the history. */
  results: ToolResultBlock[];
}

export interface LoopState {
  readonly input: LoopInput;
  readonly tools: ReadonlyMap<string, Tool>;
  /** The same array for every call, so that a provider can keep what it made of it. */
  readonly definitions: readonly ToolDefinition[];
  readonly messages: Message[];
  readonly callIds: CallIds;
  readonly validate: RequestValidator;
  /** Aborts with the caller's signal and when the loop must stop its own tools. */
  readonly halt: AbortController;
  /** The turn that the history ends with; `undefined` when a user spoke last. */
  turn: Turn | undefined;
  iterations: number;
  usage: Usage;
  /** Expected input of the next call; 0 when the budget has no limit. */
  contextTokens: number;
}

export function openLoopState(input: LoopInput): LoopState {
  const messages = [...input.history];
  const definitions = input.tools.map((tool) => tool.definition);
  const state: LoopState = {
    input,
    tools: new Map(input.tools.map((tool) => [tool.definition.name, tool])),
    definitions,
    messages,
    callIds: collectCallIds(messages),
    validate: createRequestValidator(),
    halt: new AbortController(),
    turn: recoverTurn(messages, input.lastFinishReason),
    iterations: countIterations(messages),
    usage: NO_USAGE,
    contextTokens: 0,
  };
  if (input.budget.maxTokens !== undefined) {
    for (const message of messages) state.contextTokens += estimateMessageTokens(message);
    for (const tool of definitions) state.contextTokens += estimateToolTokens(tool);
  }
  return state;
}

/** Appends what is durable already. */
export function appendMessages(state: LoopState, messages: readonly Message[]): void {
  for (const message of messages) {
    state.messages.push(message);
    if (state.input.budget.maxTokens !== undefined) state.contextTokens += estimateMessageTokens(message);
  }
}

function countIterations(messages: readonly Message[]): number {
  const start = messages.findIndex((message) => message.role === 'user');
  if (start < 0) return 0;
  let count = 0;
  for (let i = start + 1; i < messages.length; i += 1) if (messages[i]?.role === 'assistant') count += 1;
  return count;
}

function recoverTurn(messages: readonly Message[], lastFinishReason?: FinishReason): Turn | undefined {
  const results: ToolResultBlock[] = [];
  for (let i = messages.length - 1; i >= 0; i -= 1) {
    const message = messages[i];
    if (message?.role === 'assistant') {
      const usual = toolCallsOf(message).length > 0 ? 'tool_calls' : 'stop';
      return { message, finishReason: lastFinishReason ?? usual, results: results.reverse() };
    }
    if (message?.role !== 'tool') return undefined;
    for (const block of message.content) if (block.type === 'tool_result') results.push(block);
  }
  return undefined;
}
