/** What the loop knows while it runs. It lives for one `runAgentLoop` and grows by the run's messages only. */
import {
  addUsage,
  type FinishReason,
  type Message,
  NO_USAGE,
  type Tool,
  type ToolDefinition,
  type ToolResultBlock,
  toolCallsOf,
  type Usage,
} from '@nex/core';
import { DEFERRED_SEARCH, foundTools } from './deferred/found-tools.ts';
import { createToolSearch } from './deferred/tool-search.ts';
import { estimateMessageTokens, estimateTokens } from './estimate-tokens.ts';
import { createHalt, type Halt } from './halt.ts';
import type { LoopInput } from './loop-types.ts';
import type { HookContext, TurnContext } from './middleware/middleware.ts';
import { countCorrections } from './output/read-output.ts';
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
  /** All that can run: those that the model sees, and those that ToolSearch finds. */
  readonly tools: ReadonlyMap<string, Tool>;
  /** What the model sees; the same array until that changes, so that a provider can keep what it made of it. */
  definitions: readonly ToolDefinition[];
  messages: Message[];
  readonly callIds: CallIds;
  validate: RequestValidator;
  /** Aborts with the caller's signal and when the loop must stop its own tools. */
  readonly halt: Halt;
  /** The turn that the history ends with; `undefined` when a user spoke last. */
  turn: Turn | undefined;
  iterations: number;
  usage: Usage;
  /** Part of `usage` that no record tells of yet: of calls that came to nothing. */
  unrecorded: Usage;
  /** Expected input of the next call. */
  contextTokens: number;
  /** Size that the context must grow past before it is compacted again. */
  compactAbove: number;
  /** Corrections of the output since a person last spoke. */
  corrections: number;
  /** When the last answer came; `undefined` when none is known. */
  answeredAt: number | undefined;
  readonly hooks: HookContext;
}

export function openLoopState(input: LoopInput): LoopState {
  const messages = [...input.history];
  const search = createToolSearch(input.tools);
  const tools = search ? [...input.tools, search] : input.tools;
  const halt = createHalt();
  const callIds = collectCallIds(messages);
  for (const id of input.usedCallIds ?? []) callIds.taken.add(id);
  const state: LoopState = {
    input,
    tools: new Map(tools.map((tool) => [tool.definition.name, tool])),
    definitions: [],
    messages,
    callIds,
    validate: createRequestValidator(),
    halt,
    turn: recoverTurn(messages, input.lastFinishReason),
    iterations: input.iterations ?? countIterations(messages),
    usage: NO_USAGE,
    unrecorded: NO_USAGE,
    contextTokens: 0,
    compactAbove: 0,
    corrections: input.output ? countCorrections(messages) : 0,
    answeredAt: input.idleMs === undefined ? undefined : input.clock() - input.idleMs,
    hooks: {
      agentName: input.agent.name,
      signal: halt.signal,
      emit: input.emit,
      clock: input.clock,
      ...(input.storage ? { storage: input.storage } : {}),
    },
  };
  showTools(state);
  state.contextTokens = estimateTokens(messages, state.definitions);
  return state;
}

/** Appends what is durable already. */
export function appendMessages(state: LoopState, messages: readonly Message[]): void {
  for (const message of messages) {
    state.messages.push(message);
    state.contextTokens += estimateMessageTokens(message);
  }
}

/** Takes over a conversation that is durable already. */
export function replaceMessages(state: LoopState, messages: readonly Message[], contextTokens: number): void {
  state.messages = [...messages];
  state.validate = createRequestValidator();
  state.contextTokens = contextTokens;
}

/** Counts what a model call cost. */
export function addCost(state: LoopState, usage: Usage): void {
  state.usage = addUsage(state.usage, usage);
  state.unrecorded = addUsage(state.unrecorded, usage);
}

/** Brings what the model sees up to date with what the conversation found. */
export function showTools(state: LoopState): void {
  const found = state.tools.has(DEFERRED_SEARCH) ? foundTools(state.messages) : undefined;
  const shown = [...state.tools.values()].filter(
    (tool) => !tool.deferred || found?.has(tool.definition.name) === true,
  );
  const same = shown.length === state.definitions.length;
  if (same && shown.every((tool, index) => tool.definition === state.definitions[index])) return;
  state.definitions = shown.map((tool) => tool.definition);
}

export function turnContext(state: LoopState): TurnContext {
  return {
    ...state.hooks,
    iteration: state.iterations + 1,
    maxIterations: state.input.agent.maxIterations,
    messages: state.messages,
    tools: state.definitions,
    contextTokens: state.contextTokens,
  };
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
