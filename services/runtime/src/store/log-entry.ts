/** What a worker writes to the log of a run at one time: all of it or nothing. */
import type {
  Failure,
  Json,
  JsonObject,
  Message,
  ReplyTokens,
  RunEventType,
  RunState,
  StopReason,
  ToolOutcome,
  Usage,
} from '@nex/core';

export interface NewEvent {
  /** `REPLY` and `RESULT` stand for the events of a message, which are made when they are read. */
  type: RunEventType | 'REPLY' | 'RESULT';
  /** Milliseconds since 1970. */
  timestamp: number;
  data: { [key: string]: Json };
  /** Events that it stands for. Default 1. */
  count?: number;
  messageId?: string;
  callId?: string;
}

export interface NewMessage {
  id: string;
  seq: number;
  predecessor: string | null;
  /** The body, or the id of the message that has it. */
  message?: Message;
  sameAs?: string;
  callId?: string;
}

export interface NewStep {
  iteration: number;
  usage: Usage;
  finishReason: string;
  model: string;
  provider: string;
  latencyMs: number;
  tokens?: ReplyTokens;
}

export interface NewEndedCall {
  callId: string;
  name: string;
  /** Absent once the turn's message holds it. */
  outcome?: ToolOutcome;
  /** Absent when it is on record. */
  latencyMs?: number;
}

/** Of a cassette: an outcome and the call that it is of. */
export interface NewRecording {
  cassetteId: number;
  key: string;
  take: string;
  server: string;
  tool: string;
  schema: string;
  args: string;
  /** Of the outcome. */
  digest: string;
  outcome: ToolOutcome;
}

export interface NewPermissionRequest {
  callId: string;
  toolName: string;
  arguments: JsonObject;
  prompt: string;
  key: string;
}

export interface Settled {
  state: RunState;
  stopReason: StopReason;
  response: string;
  output?: Json;
  failure: Failure | null;
  /** Messages that came in too late are left unread. Default false: then the run is not settled. */
  force: boolean;
}

export interface LogEntry {
  /** What the run begins with: the model that it asks and the digest of its tools, whose list is stored. */
  opened?: { model: string; provider: string; tools: string };
  events?: readonly NewEvent[];
  messages?: readonly NewMessage[];
  step?: NewStep;
  /** Calls that are about to begin. */
  started?: readonly { callId: string; name: string }[];
  ended?: readonly NewEndedCall[];
  recorded?: readonly NewRecording[];
  compaction?: { seq: number; iteration: number; report: object; usage: Usage };
  requests?: readonly NewPermissionRequest[];
  /** Ids of inbox rows that `messages` holds. */
  taken?: readonly string[];
  settled?: Settled;
}

export interface Written {
  /** Messages in the run's inbox that it has not taken. */
  waiting: number;
  /** False when the entry was to settle the run and did not. */
  settled: boolean;
}
