/** A span of a trace by what it means. Names of spans mean nothing here; they are only shown. */
import type { Json, Message, ToolDefinition, Usage } from '@nex/core';

export interface TraceSpan {
  id: string;
  parentId: string | null;
  /** `model`: asked a model. `agent`: an agent at work. `tool`: a tool at work. `other`: anything else. */
  kind: 'model' | 'agent' | 'tool' | 'other';
  /** For people: of the agent, of the tool, else of the span. */
  name: string;
  /** Milliseconds since 1970; `undefined` where the source gives none. */
  startMs: number | undefined;
  endMs: number | undefined;
  /** It ended in an error. */
  isError: boolean;
  /** Of tools and agents: what they were given and gave back. */
  input?: Json;
  output?: Json;
  /** Of a tool: the model's call. */
  callId?: string;
  /** Of model calls. */
  model?: ModelSpan;
}

export interface ModelSpan {
  /** Calls and results in text are read already. */
  messages: Message[];
  /** Absent when the call failed. */
  answer?: Message;
  finishReason?: string;
  tools: readonly ToolDefinition[];
  name: string;
  provider: string;
  usage: Usage;
}

/** A span that asked a model. */
export type ModelCall = TraceSpan & { model: ModelSpan };

export function isModelCall(span: TraceSpan): span is ModelCall {
  return span.model !== undefined;
}
