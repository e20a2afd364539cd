import { FrameworkBatch, FrameworkBatchMember, NO_USAGE } from '@nex/core';
import { expect, test } from 'vitest';
import { parseSentences } from '../commands/batch-options.ts';
import { batchLines, memberLines } from './batch.ts';

const BATCH = FrameworkBatch.parse({
  id: 'batch_1',
  state: 'completed',
  asked: 4,
  counts: { waiting: 0, generating: 0, ready: 0, accepted: 2, clone_of: 1, failed: 1, cancelled: 0 },
  usage: {
    sentences: { ...NO_USAGE, modelCalls: 4, inputTokens: 100 },
    frameworks: { ...NO_USAGE, modelCalls: 96, inputTokens: 5000, outputTokens: 900, costUsd: 1.5 },
  },
  request: {},
  grid: {
    cells: [
      {
        nodeBand: '5-8',
        depth: 1,
        pattern: 'hub_and_spoke',
        domains: ['files', 'maths'],
        key: 'k',
        count: 2,
      },
    ],
    space: 6,
    covered: 2,
    empty: [{ nodeBand: '2-4', depth: 1, pattern: 'hub_and_spoke', domains: ['files', 'time'] }],
  },
  traceId: 't',
  createdAt: '2026-11-01T00:00:00Z',
});

test('a batch is its counts, its cost, and its grid with what is empty', () => {
  expect(batchLines(BATCH)).toEqual([
    'batch batch_1: completed',
    '4 frameworks asked for: 2 accepted, 1 clone_of, 1 failed',
    '100 model calls, 6,000 tokens, $1.50',
    '',
    'nodes  depth  pattern        frameworks  tool domains',
    '5-8    1      hub_and_spoke  2           files maths',
    '',
    '2 of 6 asked-for places (shape × tool domain) taken; empty:',
    'nodes  depth  pattern        tool domains',
    '2-4    1      hub_and_spoke  files time',
  ]);
});

test('a clone is shown with the id of what it is a clone of', () => {
  const member = FrameworkBatchMember.parse({
    index: 2,
    state: 'clone_of',
    sentence: 'A team.',
    frameworkId: 'fw_2',
    cloneOf: 'fw_1',
    similarity: { similarity: 0.97, graph: 1, prompts: 0.92, exact: true },
  });
  expect(memberLines([member])[1]).toMatch(/^2 +clone_of +fw_2 +fw_1 \(0\.97\) +A team\.$/);
});

test.each([
  ['lines', 'A team.\r\n\n  Another one. \n', [{ sentence: 'A team.' }, { sentence: 'Another one.' }]],
  ['a list of texts', '["A team."]', [{ sentence: 'A team.' }]],
  ['a list of requests', '[{"sentence":"A team.","maxAgents":4}]', [{ sentence: 'A team.', maxAgents: 4 }]],
  ['a request', '{"make":{"count":2,"domains":["bakery"]}}', { make: { count: 2, domains: ['bakery'] } }],
])('a file may hold %s', (_name, text, expected) => {
  expect(parseSentences(text)).toEqual(expected);
});

test('what begins like JSON and is none is refused', () => {
  expect(() => parseSentences('[A team.')).toThrowError(expect.objectContaining({ code: 'invalid_request' }));
});
