/** A run from a conversation that is there as a whole: one row or one document, without spans. */
import { type Message, NO_USAGE, type ToolDefinition, type TrajectoryRun, type Usage } from '@nex/core';
import { answerText } from './answer-text.ts';
import { type EndFacts, runEnd } from './run-end.ts';

export interface SingleRun extends Omit<EndFacts, 'messages'> {
  runId: string;
  agent?: string;
  messages: Message[];
  tools: readonly ToolDefinition[];
  usage?: Usage;
  startedAt?: string;
  finishedAt?: string;
}

/** A root; whoever links it sets its parent. Model calls are counted by the assistant's messages. */
export function singleRun({
  runId,
  agent,
  messages,
  tools,
  usage,
  startedAt,
  finishedAt,
  ...end
}: SingleRun): TrajectoryRun {
  return {
    runId,
    parentRunId: null,
    parentCallId: null,
    agent: agent ?? '',
    depth: 0,
    ...runEnd({ ...end, messages }),
    tools: [...tools],
    messages,
    response: answerText(messages),
    usage: usage ?? {
      ...NO_USAGE,
      modelCalls: messages.filter((message) => message.role === 'assistant').length,
    },
    startedAt: startedAt ?? '',
    finishedAt: finishedAt ?? null,
  };
}
