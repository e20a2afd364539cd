/** A recorder that keeps the run in memory: for using the loop as a library, where nothing has to outlive the process. */
import type { Message, ToolOutcome } from '@nex/core';
import type { RecordedReply, Recorder } from './loop-types.ts';

export interface MemoryRecorder extends Recorder {
  readonly replies: RecordedReply[];
  /** Answers and tool messages in order, without the history that the loop was given. */
  readonly messages: Message[];
}

export function createMemoryRecorder(): MemoryRecorder {
  const replies: RecordedReply[] = [];
  const messages: Message[] = [];
  const outcomes = new Map<string, ToolOutcome>();
  return {
    replies,
    messages,
    async recordReply(reply) {
      replies.push(reply);
      messages.push(reply.message);
    },
    async beginCall(call) {
      const outcome = outcomes.get(call.id);
      return outcome ? { state: 'finished', outcome } : { state: 'new' };
    },
    async endCall(call, outcome) {
      outcomes.set(call.id, outcome);
    },
    async recordResults(results) {
      messages.push(...results);
    },
  };
}
