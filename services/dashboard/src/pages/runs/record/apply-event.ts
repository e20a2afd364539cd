/** Lays one event onto the record, which it changes. Events come in order, each once; live parts before what is stored. */
import type { RunEvent } from '@nex/core';
import { type AgentRecord, type AnswerTurn, type CallRecord, callKey, type RunRecord } from './run-record.ts';

type Data = RunEvent['data'];
interface Occasion {
  record: RunRecord;
  agent: AgentRecord;
  data: Data;
  atMs: number;
  event: RunEvent;
}

export function applyEvent(record: RunRecord, event: RunEvent): void {
  const atMs = event.timestamp;
  record.version += 1;
  record.startMs = record.startMs === 0 ? atMs : Math.min(record.startMs, atMs);
  record.endMs = Math.max(record.endMs, atMs);
  if (event.type === 'RUN_STARTED') return start(record, event);
  const agent = record.agentById.get(event.runId);
  if (agent === undefined) return;
  HANDLERS[event.type]?.({ record, agent, data: event.data, atMs, event });
}

const HANDLERS: Partial<Record<RunEvent['type'], (occasion: Occasion) => void>> = {
  TEXT_MESSAGE_CONTENT: (occasion) => {
    answerOf(occasion).text += text(occasion.data, 'delta');
  },
  TEXT_MESSAGE_START: (occasion) => void answerOf(occasion),
  THINKING_TEXT_MESSAGE_CONTENT: (occasion) => {
    answerOf(occasion).reasoning += text(occasion.data, 'delta');
  },
  TEXT_MESSAGE_END: ({ record, agent, data }) => {
    if (data['discarded'] !== true) return;
    const messageId = text(data, 'messageId');
    for (const call of findAnswer(agent, messageId)?.calls ?? []) {
      record.callById.delete(callKey(call.runId, call.callId));
    }
    agent.turns = agent.turns.filter((turn) => turn.kind !== 'answer' || turn.messageId !== messageId);
  },
  TOOL_CALL_START: startCall,
  TOOL_CALL_ARGS: ({ record, agent, data }) => {
    const call = record.callById.get(callKey(agent.runId, text(data, 'toolCallId')));
    if (call) call.argumentsText += text(data, 'delta');
  },
  TOOL_CALL_PROGRESS: ({ record, agent, data }) => {
    const call = record.callById.get(callKey(agent.runId, text(data, 'toolCallId')));
    if (call) call.progress = text(data, 'message') || share(data);
  },
  TOOL_CALL_RESULT: endCall,
  PERMISSION_REQUESTED: ({ record, agent, data }) => {
    const call = record.callById.get(callKey(agent.runId, text(data, 'callId') || text(data, 'toolCallId')));
    if (call) call.isAsked = true;
  },
  PERMISSION_RESOLVED: ({ record, agent, data }) => {
    const call = record.callById.get(callKey(agent.runId, text(data, 'callId') || text(data, 'toolCallId')));
    if (call) call.isAsked = false;
  },
  MODEL_CALL_FINISHED: (occasion) => {
    const { data, atMs } = occasion;
    const answer = answerOf(occasion);
    const latencyMs = number(data, 'latencyMs');
    // Live parts are told in the time of the reader; the call itself is told by its end.
    answer.endMs = atMs;
    answer.startMs = atMs - (latencyMs ?? 0);
    answer.latencyMs = latencyMs;
    answer.model = text(data, 'model') || undefined;
    answer.finishReason = text(data, 'finishReason') || undefined;
    answer.iteration = number(data, 'iteration') ?? 0;
    for (const call of answer.calls) call.startMs = atMs;
  },
  USAGE_UPDATE: updateUsage,
  USER_MESSAGE: ({ agent, data, atMs }) => {
    agent.turns.push({
      kind: 'user',
      key: `user-${agent.turns.length}`,
      atMs,
      text: plainText(data['content']),
    });
  },
  RETRY: note,
  COMPACTION_FINISHED: note,
  TEAM_MESSAGE: note,
  RUN_FINISHED: ({ agent, data, atMs }) => {
    agent.endMs = atMs;
    agent.stopReason = text(data, 'stopReason') || undefined;
    agent.response = text(data, 'result') || undefined;
  },
  RUN_ERROR: ({ agent, data, atMs }) => {
    agent.endMs = atMs;
    agent.stopReason = text(data, 'stopReason') || undefined;
    agent.failure = { code: text(data, 'code'), message: text(data, 'message') };
  },
};

function start(record: RunRecord, { runId, data, timestamp }: RunEvent): void {
  const known = record.agentById.get(runId);
  // A worker that takes the run up again tells its start again.
  if (known) return;
  const agent: AgentRecord = {
    runId,
    agent: text(data, 'agent'),
    depth: number(data, 'depth') ?? 0,
    parentRunId: text(data, 'parentRunId') || null,
    parentCallId: text(data, 'parentCallId') || null,
    startMs: timestamp,
    endMs: undefined,
    stopReason: undefined,
    failure: undefined,
    response: undefined,
    turns: [],
    inputTokens: 0,
    outputTokens: 0,
    costUsd: undefined,
  };
  record.agents.push(agent);
  record.agentById.set(runId, agent);
  if (agent.parentRunId === null || agent.parentCallId === null) return;
  const call = record.callById.get(callKey(agent.parentRunId, agent.parentCallId));
  if (call) call.childRunId = runId;
}

function startCall(occasion: Occasion): void {
  const { record, agent, data, atMs } = occasion;
  const callId = text(data, 'toolCallId');
  const call: CallRecord = {
    runId: agent.runId,
    callId,
    name: text(data, 'toolCallName'),
    argumentsText: '',
    startMs: atMs,
    endMs: undefined,
    result: undefined,
    isError: false,
    progress: undefined,
    childRunId: undefined,
    isAsked: false,
  };
  answerOf(occasion, text(data, 'parentMessageId')).calls.push(call);
  record.callById.set(callKey(agent.runId, callId), call);
}

function endCall({ record, agent, data, atMs }: Occasion): void {
  const call = record.callById.get(callKey(agent.runId, text(data, 'toolCallId')));
  if (!call) return;
  call.endMs = atMs;
  call.result = plainText(data['content']);
  call.isError = data['isError'] === true;
  call.isAsked = false;
  call.progress = undefined;
}

/** The event tells the run's sums; what one call used is the difference to the sums before it. */
function updateUsage({ agent, data }: Occasion): void {
  const usage = (data['usage'] ?? {}) as Record<string, unknown>;
  const sum = (name: string) => (typeof usage[name] === 'number' ? usage[name] : 0);
  const last = agent.turns.findLast((turn) => turn.kind === 'answer');
  if (last === undefined) return;
  const costUsd = typeof usage['costUsd'] === 'number' ? usage['costUsd'] : undefined;
  last.inputTokens = Math.max(0, sum('inputTokens') - agent.inputTokens);
  last.outputTokens = Math.max(0, sum('outputTokens') - agent.outputTokens);
  if (costUsd !== undefined) last.costUsd = Math.max(0, costUsd - (agent.costUsd ?? 0));
  agent.inputTokens = sum('inputTokens');
  agent.outputTokens = sum('outputTokens');
  agent.costUsd = costUsd;
}

function note({ agent, event, atMs }: Occasion): void {
  const key = `${event.type}-${agent.turns.length}`;
  agent.turns.push({ kind: 'note', key, atMs, type: event.type, data: event.data });
}

function findAnswer(agent: AgentRecord, messageId: string): AnswerTurn | undefined {
  for (let place = agent.turns.length - 1; place >= 0; place -= 1) {
    const turn = agent.turns[place];
    if (turn?.kind === 'answer' && turn.messageId === messageId) return turn;
  }
  return undefined;
}

function answerOf({ agent, data, atMs }: Occasion, messageId = text(data, 'messageId')): AnswerTurn {
  const known = findAnswer(agent, messageId);
  if (known) return known;
  const answer: AnswerTurn = {
    kind: 'answer',
    messageId,
    startMs: atMs,
    endMs: undefined,
    text: '',
    reasoning: '',
    calls: [],
    iteration: 0,
    model: undefined,
    finishReason: undefined,
    latencyMs: undefined,
    inputTokens: 0,
    outputTokens: 0,
    costUsd: undefined,
  };
  agent.turns.push(answer);
  return answer;
}

/** `3 / 10`, or `3` when nobody knows of how many. */
function share(data: Data): string {
  const total = number(data, 'total');
  return `${number(data, 'progress') ?? 0}${total === undefined ? '' : ` / ${total}`}`;
}

function text(data: Data, name: string): string {
  const value = data[name];
  return typeof value === 'string' ? value : '';
}

function number(data: Data, name: string): number | undefined {
  const value = data[name];
  return typeof value === 'number' ? value : undefined;
}

/** Of a text, or of blocks of which some are text. */
function plainText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return content === undefined ? '' : JSON.stringify(content);
  return content
    .map((block: { type?: string; text?: string }) =>
      block.type === 'text' ? (block.text ?? '') : `[${block.type}]`,
    )
    .join('\n');
}
