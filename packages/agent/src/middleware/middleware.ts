/**
 * What can be put around the steps of the loop. `before*` and `wrap*` run in list order, the first is the outermost;
 * `after*` run in reverse. A `before*` or `after*` that throws ends the run with stop reason `error`: nothing is swallowed.
 */
import type {
  JsonObject,
  Message,
  ModelDelta,
  ModelReply,
  ModelRequest,
  Storage,
  ToolCallBlock,
  ToolDefinition,
  ToolOutcome,
} from '@nex/core';
import type { Emit, LoopResult } from '../loop-types.ts';

export interface HookContext {
  readonly agentName: string;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  readonly clock: () => number;
  /** Of the run; absent where the caller keeps none. */
  readonly storage?: Storage;
}

export interface TurnContext extends HookContext {
  /** Answer that is asked for, from 1. */
  readonly iteration: number;
  readonly maxIterations: number;
  readonly messages: readonly Message[];
  readonly tools: readonly ToolDefinition[];
  /** Expected input of the call. */
  readonly contextTokens: number;
}

export interface Middleware {
  readonly name: string;
  /**
   * Once per invocation, before the first turn; a run that is resumed comes here again. Messages that are given back are
   * the conversation from then on, durably; they do not count while calls of the last turn are open.
   */
  beforeAgent?(
    context: HookContext & { messages: readonly Message[] },
  ): Promise<readonly Message[] | undefined | void> | readonly Message[] | undefined | void;
  /** Before each request, and again when it is made anew. A list of texts means `hints`. */
  beforeModel?(
    context: TurnContext,
  ): Promise<BeforeModel | readonly string[] | undefined> | BeforeModel | readonly string[] | undefined;
  /** A throw is an error of the model: the run ends with `model_error`. */
  wrapModelCall?(
    request: ModelRequest,
    next: (request: ModelRequest) => Promise<ModelReply>,
    context: TurnContext,
  ): Promise<ModelReply>;
  /** What is seen of an answer while it is written; `undefined` hides it. The answer itself is not changed. */
  streamDelta?(delta: ModelDelta, context: TurnContext): ModelDelta | undefined;
  /**
   * Before the answer is recorded. `message` takes its place; `continueWith` are user messages that make the agent go
   * on where it would have ended.
   */
  afterModel?(
    reply: ModelReply,
    context: TurnContext,
  ): Promise<AfterModel | undefined> | AfterModel | undefined;
  /**
   * Changes the arguments, which are checked again. Before permission is asked, so what was permitted is what runs;
   * called again when a run takes up an open turn, so it must have no effect of its own.
   */
  beforeTool?(call: ToolCallBlock, args: JsonObject, context: HookContext): Promise<JsonObject> | JsonObject;
  /** A throw is an error of the tool, which the model sees. */
  wrapToolCall?(
    call: ToolCallBlock,
    args: JsonObject,
    next: (args: JsonObject) => Promise<ToolOutcome>,
    context: HookContext,
  ): Promise<ToolOutcome>;
  /** Changes what the model sees. Before the outcome is recorded; not for calls that did not run. */
  afterTool?(
    call: ToolCallBlock,
    outcome: ToolOutcome,
    context: HookContext,
  ): Promise<ToolOutcome> | ToolOutcome;
  /** Changes the response of a run that is at its end. */
  afterAgent?(
    result: LoopResult,
    context: HookContext & { messages: readonly Message[] },
  ): Promise<string | undefined> | string | undefined;
}

export interface BeforeModel {
  /** For this call only, as one user message at its end; they never enter the history. */
  hints?: readonly string[];
  /** The conversation from now on, durably: messages that are kept are the same objects, further ones are new. */
  messages?: readonly Message[];
}

export interface AfterModel {
  message?: Message;
  continueWith?: readonly Message[];
}
