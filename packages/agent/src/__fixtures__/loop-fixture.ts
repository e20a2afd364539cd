/** A scripted model, tools that count their runs, and a ready input: what the tests of the loop share. */
import {
  type FinishReason,
  type JsonObject,
  type Message,
  type Model,
  type ModelReply,
  type ModelRequest,
  parseJsonObject,
  type Tool,
  type ToolCallBlock,
  type ToolDefinition,
  type ToolOutcome,
  type ToolResultBlock,
  textMessage,
  textOutcome,
} from '@nex/core';
import { createBudget } from '../budget.ts';
import type { LoopEvent, LoopInput } from '../loop-types.ts';
import { createMemoryRecorder, type MemoryRecorder } from '../memory-recorder.ts';

export const START: Message[] = [textMessage('system', 'You help.'), textMessage('user', 'Do it.')];

export function call(id: string, name: string, args: JsonObject | string = {}): ToolCallBlock {
  const argumentsText = typeof args === 'string' ? args : JSON.stringify(args);
  const parsed = parseJsonObject(argumentsText);
  return { type: 'tool_call', id, name, argumentsText, ...(parsed ? { arguments: parsed } : {}) };
}

export interface ScriptedReply {
  text?: string;
  reasoning?: string;
  calls?: ToolCallBlock[];
  finishReason?: FinishReason;
  tokens?: [input: number, output: number];
}

export function replyOf(script: ScriptedReply): ModelReply {
  const { text, reasoning, calls = [], tokens = [10, 5] } = script;
  return {
    message: {
      role: 'assistant',
      content: [
        ...(reasoning === undefined ? [] : [{ type: 'reasoning' as const, text: reasoning }]),
        ...(text === undefined ? [] : [{ type: 'text' as const, text }]),
        ...calls,
      ],
    },
    finishReason: script.finishReason ?? (calls.length > 0 ? 'tool_calls' : 'stop'),
    usage: {
      inputTokens: tokens[0],
      outputTokens: tokens[1],
      cachedInputTokens: 0,
      reasoningTokens: 0,
      modelCalls: 1,
    },
    model: 'scripted-1',
  };
}

export interface ScriptedModel extends Model {
  readonly requests: ModelRequest[];
}

/** Plays the script in the order of the calls; a function may look at the request, throw or wait. */
export function scriptedModel(
  script: (ScriptedReply | ((request: ModelRequest, signal: AbortSignal) => Promise<ModelReply>))[],
): ScriptedModel {
  const requests: ModelRequest[] = [];
  return {
    name: 'scripted',
    provider: 'test',
    requests,
    async call(request, { signal, onDelta }) {
      const step = script[requests.length];
      requests.push({ ...request, messages: [...request.messages] });
      if (!step) throw new Error('the script is over');
      if (typeof step === 'function') return step(request, signal);
      if (step.reasoning) onDelta?.({ type: 'reasoning', delta: step.reasoning });
      if (step.text) onDelta?.({ type: 'text', delta: step.text });
      return replyOf(step);
    },
  };
}

export function tool(
  name: string,
  execute: Tool['execute'] = async () => textOutcome(`${name} done`),
  definition: Partial<ToolDefinition> = {},
): Tool & { runs: string[] } {
  const runs: string[] = [];
  return {
    runs,
    definition: {
      name,
      description: name,
      inputSchema: { type: 'object' },
      origin: { kind: 'builtin' },
      repeatable: false,
      disableParallel: false,
      ...definition,
    },
    check: (args) => ('bad' in args ? 'bad is not an argument' : undefined),
    execute(args, context): Promise<ToolOutcome> {
      runs.push(context.callId);
      return execute(args, context);
    },
  };
}

export interface Bench extends LoopInput {
  events: LoopEvent[];
  recorder: MemoryRecorder;
  abort: AbortController;
}

export function bench(options: Partial<LoopInput> & Pick<LoopInput, 'model'>): Bench {
  const events: LoopEvent[] = [];
  const abort = new AbortController();
  let now = 0;
  return {
    agent: { name: 'tester', maxIterations: 10, stopTools: [] },
    tools: [],
    history: START,
    emit: (event) => void events.push(event),
    signal: abort.signal,
    budget: createBudget(),
    clock: () => (now += 1),
    ...options,
    events,
    abort,
    recorder: (options.recorder as MemoryRecorder | undefined) ?? createMemoryRecorder(),
  };
}

/** A promise and its handle. */
export function gate<T = void>(): { promise: Promise<T>; open: (value: T) => void } {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { promise, open: resolve };
}

export function results(messages: readonly Message[]): ToolResultBlock[] {
  return messages.flatMap((message) => message.content.filter((block) => block.type === 'tool_result'));
}
