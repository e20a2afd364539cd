/** A recorder that keeps the run in memory: for using the loop as a library, where nothing has to outlive the process. */
import type { Message, ToolOutcome } from '@nex/core';
import type { RecordedReply, Recorder, Replacement } from './recorder.ts';

export interface MemoryRecorder extends Recorder {
  readonly replies: RecordedReply[];
  /** Answers and tool messages in order, without the history that the loop was given. */
  readonly messages: Message[];
  readonly replacements: Replacement[];
}

export function createMemoryRecorder(): MemoryRecorder {
  const replies: RecordedReply[] = [];
  const messages: Message[] = [];
  const replacements: Replacement[] = [];
  const outcomes = new Map<string, ToolOutcome>();
  return {
    replies,
    messages,
    replacements,
    async recordReply(reply) {
      replies.push(reply);
      messages.push(reply.message);
    },
    async beginCall(call) {
      const outcome = outcomes.get(call.id);
      return outcome ? { state: 'finished', outcome } : { state: 'new' };
    },
    async endCall({ call, outcome }) {
      outcomes.set(call.id, outcome);
    },
    async recordResults(results, ended) {
      for (const { call, outcome } of ended) outcomes.set(call.id, outcome);
      messages.push(...results);
    },
    async recordMessages(added) {
      messages.push(...added);
    },
    async recordReplacement(replacement) {
      replacements.push(replacement);
    },
    async recordPermissionRequests() {},
  };
}
