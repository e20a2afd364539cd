/**
 * The calls of a trainer's own agent, cut as those of agents that the platform runs: per agent unbroken sequences, of tokens
 * where each of its answers has them, else of messages. A prompt that is not all that stood before, and more, begins the next.
 */
import { canonicalJson, type Json, type Message } from '@nex/core';
import { sampledSequencesOf } from '@nex/llm';
import { type Segment, type SegmentOptions, tokenSegment } from '../segments.ts';
import { versionOf } from '../versions.ts';
import type { PolicyCall } from './call-content.ts';

type Options = Omit<SegmentOptions, 'tokens'>;

/** The root agent's first, then those of others in the order of their first answers. */
export function segmentsOfCalls(calls: readonly PolicyCall[], options: Options): Segment[] {
  const byAgent = [...Map.groupBy(calls, ({ agentPath }) => agentPath)];
  return byAgent
    .toSorted(([a], [b]) => Number(a !== '') - Number(b !== ''))
    .flatMap(([agentPath, own]) => {
      const place = { agentPath, agentRunId: null };
      const answers = own.map(answerOf);
      const sequences = sampledSequencesOf(
        own.map(({ reply: { tokens, usage } }) => ({ ...(tokens && { tokens }), usage })),
      );
      return sequences.length > 0
        ? sequences.map((sequence) => ({ ...place, ...tokenSegment(sequence, answers, options) }))
        : conversationsOf(own).map((one) => ({ ...place, ...messageSegment(one, options) }));
    });
}

function answerOf({ reply: { tokens }, startedAt, finishedAt }: PolicyCall) {
  const weightVersion = tokens?.weightVersion;
  return { startedAt, finishedAt, ...(weightVersion === undefined ? {} : { weightVersion }) };
}

/** Calls of one unbroken conversation, each of which has all messages of those before it. */
function conversationsOf(calls: readonly PolicyCall[]): PolicyCall[][] {
  const conversations: { calls: PolicyCall[]; said: string[] }[] = [];
  for (const call of calls) {
    const prompt = call.messages.map(keyOf);
    const said = [...prompt, keyOf(call.reply.message)];
    const open = conversations.find(
      (one) => one.said.length <= prompt.length && one.said.every((key, at) => key === prompt[at]),
    );
    if (!open) conversations.push({ calls: [call], said });
    else {
      open.calls.push(call);
      open.said = said;
    }
  }
  return conversations.map((one) => one.calls);
}

/** Programs send back what was said and called; few send back what was thought. */
function keyOf({ role, content }: Message): string {
  const blocks = content.flatMap((block): Json[] => {
    if (block.type === 'reasoning') return [];
    if (block.type === 'tool_call') return [[block.id, block.name, block.argumentsText]];
    if (block.type === 'text') return [block.text];
    return [block as unknown as Json];
  });
  return canonicalJson([role, blocks]);
}

function messageSegment(
  calls: readonly PolicyCall[],
  { history }: Options,
): Omit<Segment, 'agentPath' | 'agentRunId'> {
  const last = calls.at(-1);
  const said = last ? [...last.messages, last.reply.message] : [];
  // An answer stands where its own prompt ended, with all that was thought.
  const answers = new Map(calls.map((call) => [call.messages.length, call.reply.message]));
  const messages = said.map((message, at) => ({ ...(answers.get(at) ?? message), loss: answers.has(at) }));
  const versions = calls.map((call) => versionOf(answerOf(call), history));
  return {
    kind: 'messages',
    tokens: [],
    lossMask: [],
    logprobs: null,
    messages,
    tools: last?.tools ?? [],
    modelVersions: [[0, messages.length, Math.min(...versions)]],
    truncated: false,
  };
}
