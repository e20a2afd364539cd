import { NO_USAGE, type ReplyTokens, textMessage } from '@nex/core';
import { expect, test } from 'vitest';
import { type TracedReply, tokenTracesOf } from './token-trace.ts';

const reply = (promptTokenIds: number[], tokenIds: number[], more: ReplyTokens = {}): TracedReply => ({
  message: textMessage('assistant', 'said'),
  usage: { ...NO_USAGE, inputTokens: promptTokenIds.length, outputTokens: tokenIds.length },
  tokens: { promptTokenIds, tokenIds, ...more },
});
const logprobs = (...values: number[]): ReplyTokens => ({
  logprobs: values.map((logprob) => ({ token: '', logprob })),
});

test('turns that continue one another are one sequence', () => {
  const [trace, ...more] = tokenTracesOf([
    reply([1, 2], [10, 11], { text: 'raw', ...logprobs(-1, -2) }),
    reply([1, 2, 10, 11, 3], [12], logprobs(-3)),
  ]);
  expect(more).toEqual([]);
  expect(trace).toEqual({
    final_token_list: [1, 2, 10, 11, 3, 12],
    response_mask: [0, 0, 1, 1, 0, 1],
    logprobs: [0, 0, -1, -2, 0, -3],
    round_traces: [
      { request_tokens: [1, 2], response_tokens: [10, 11], response_text: 'raw', tool_calls: [] },
      { request_tokens: [1, 2, 10, 11, 3], response_tokens: [12], response_text: 'said', tool_calls: [] },
    ],
    token_provider_usage: [
      { prompt_tokens: 2, completion_tokens: 2, cached_tokens: 0 },
      { prompt_tokens: 5, completion_tokens: 1, cached_tokens: 0 },
    ],
  });
});

test('a turn that does not continue the one before starts a trace', () => {
  const traces = tokenTracesOf([reply([1], [10]), reply([1, 11], [12]), reply([1, 11, 12, 2], [13])]);
  expect(traces.map((trace) => trace.final_token_list)).toEqual([
    [1, 10],
    [1, 11, 12, 2, 13],
  ]);
});

test('an answer without logprobs leaves its trace without any', () => {
  const [trace] = tokenTracesOf([reply([1], [10], logprobs(-1)), reply([1, 10], [11])]);
  expect(trace).not.toHaveProperty('logprobs');
});

test('calls are listed as they were written, answers without tokens left out', () => {
  const call = { type: 'tool_call' as const, id: 'a', name: 'look', argumentsText: '{"x": 1}' };
  const [trace] = tokenTracesOf([
    { message: textMessage('assistant', 'x'), usage: NO_USAGE },
    { ...reply([1], [10]), message: { role: 'assistant', content: [call] } },
  ]);
  expect(trace?.round_traces).toMatchObject([
    { tool_calls: [{ id: 'a', type: 'function', function: { name: 'look', arguments: '{"x": 1}' } }] },
  ]);
});
