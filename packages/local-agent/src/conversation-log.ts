/** A conversation in memory: what the loop records, and what the next run goes on from. */
import type { Recorder } from '@nex/agent';
import { errorOutcome, type Message, type ToolCallBlock, type ToolOutcome, toolCallsOf } from '@nex/core';

export interface ConversationLog {
  readonly messages: readonly Message[];
  /** Ids of all calls so far, also of those that a compaction took out. */
  readonly callIds: ReadonlySet<string>;
  /** Calls of the last turn that have no result. */
  readonly openCalls: readonly ToolCallBlock[];
  readonly recorder: Recorder;
  append(message: Message): void;
  /** Answers calls that a stopped run left open, so that the conversation can go on. */
  closeOpenCalls(): void;
}

export function createConversationLog(start: readonly Message[]): ConversationLog {
  let messages = [...start];
  const callIds = new Set<string>();
  const outcomes = new Map<string, ToolOutcome>();
  const note = (message: Message) => {
    for (const { id } of toolCallsOf(message)) callIds.add(id);
  };
  for (const message of start) note(message);
  const openCalls = (): ToolCallBlock[] => {
    const answered = new Set<string>();
    for (const { role, content } of messages.toReversed()) {
      if (role === 'assistant') {
        return content.filter((block) => block.type === 'tool_call').filter(({ id }) => !answered.has(id));
      }
      if (role !== 'tool') return [];
      for (const block of content) if (block.type === 'tool_result') answered.add(block.toolCallId);
    }
    return [];
  };
  return {
    get messages() {
      return messages;
    },
    callIds,
    get openCalls() {
      return openCalls();
    },
    append: (message) => void messages.push(message),
    closeOpenCalls() {
      for (const call of openCalls())
        messages.push(resultOf(call, outcomes.get(call.id) ?? unknownOutcome(call)));
    },
    recorder: {
      async recordReply({ message }) {
        note(message);
        messages.push(message);
      },
      async beginCall({ id }) {
        const outcome = outcomes.get(id);
        return outcome ? { state: 'finished', outcome } : { state: 'new' };
      },
      async endCall({ call, outcome }) {
        outcomes.set(call.id, outcome);
      },
      async recordResults(results) {
        messages.push(...results);
        outcomes.clear();
      },
      async recordMessages(added) {
        messages.push(...added);
      },
      async recordReplacement(replacement) {
        messages = [...replacement.messages];
      },
      async recordPermissionRequests() {},
    },
  };
}

function unknownOutcome({ name }: ToolCallBlock): ToolOutcome {
  return errorOutcome(
    'unknown_outcome',
    `The run was stopped before ${name} answered, so it is not known whether the call took effect.`,
  );
}

function resultOf(call: ToolCallBlock, outcome: ToolOutcome): Message {
  const { content, isError, errorKind, structured, injected } = outcome;
  return {
    role: 'tool',
    content: [
      {
        type: 'tool_result',
        toolCallId: call.id,
        toolName: call.name,
        content,
        isError,
        ...(errorKind ? { errorKind } : {}),
        ...(structured === undefined ? {} : { structured }),
        ...(injected ? { injected } : {}),
      },
    ],
  };
}
