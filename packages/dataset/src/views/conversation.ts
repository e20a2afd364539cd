/** One conversation of a run as it becomes a row: which agent's, which of its messages are trained on, with what tools. */
import {
  CALL_FAULTS,
  type Message,
  type ResultError,
  type Sample,
  type ToolDefinition,
  type TrajectoryRun,
  toolCallsOf,
} from '@nex/core';
import type { Losses } from '../losses/losses.ts';

export interface Conversation {
  run: TrajectoryRun;
  /** Among the run's conversations, from 0; the last is the one that the run ended with. */
  leaf: number;
  leaves: number;
  /** Well-formed Unicode, like the messages. */
  tools: readonly ToolDefinition[];
  messages: readonly Message[];
  /** One for each message: whether it is trained on. */
  train: readonly boolean[];
}

/** What one row is made from. */
export interface RowSource {
  /** Unique in the data set and format. */
  id: string;
  sample: Sample;
  conversation: Conversation;
  /** In the view `root`: the sub-agents' conversations, in the order of their start. */
  beside: readonly Conversation[];
  /** What the view leaves out, by kind. */
  losses: Readonly<Losses>;
}

/**
 * True for what a model should learn to write: assistant messages, save those with a call that was answered as
 * malformed, invalid or of an unknown tool.
 */
export function trainFlags(messages: readonly Message[]): boolean[] {
  const faulty = faultyCallIds(messages);
  return messages.map(
    (message) =>
      message.role === 'assistant' &&
      (faulty.size === 0 || !toolCallsOf(message).some((call) => faulty.has(call.id))),
  );
}

function faultyCallIds(messages: readonly Message[]): Set<string> {
  const faults: readonly ResultError[] = CALL_FAULTS;
  const ids = new Set<string>();
  for (const message of messages) {
    for (const block of message.content) {
      if (block.type !== 'tool_result' || block.errorKind === undefined) continue;
      if (faults.includes(block.errorKind)) ids.add(block.toolCallId);
    }
  }
  return ids;
}
