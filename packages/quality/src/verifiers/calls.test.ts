import { Verifier } from '@nex/core';
import { expect, test } from 'vitest';
import {
  ANSWER,
  assistant,
  child,
  DELEGATION,
  GOOD_STEP,
  result,
  run,
  trajectory,
} from '../trajectory.fixture.ts';
import { verify } from './index.ts';
import type { Subject } from './verifier-kind.ts';

const MEANS = { seed: 1, signal: new AbortController().signal };

/** A compaction took the place of the first search and of a sum. */
const compacted: Subject = {
  query: 'q',
  trajectory: trajectory(
    run([assistant('', ['c_3', 'search', '{"query":"b"}']), result('c_3', 'search', 'B.'), ANSWER], {
      earlierLeaves: [
        [...GOOD_STEP, assistant('', ['c_2', 'sum', '{}']), result('c_2', 'sum', '4')],
        [...GOOD_STEP, assistant('', ['c_3', 'search', '{"query":"b"}']), result('c_3', 'search', 'B.')],
      ],
    }),
  ),
};
/** The scout first sums, then searches; the lead does neither. */
const delegated: Subject = {
  query: 'q',
  trajectory: trajectory(
    run([...DELEGATION, ANSWER]),
    child([assistant('', ['s_1', 'sum', '{}']), result('s_1', 'sum', '4'), ...GOOD_STEP, ANSWER]),
  ),
};
const idle: Subject = { query: 'q', trajectory: trajectory(run([ANSWER])) };

test.each([
  [
    'forbidden calls that are not made earn nothing',
    { required: ['search'], forbidden: ['a', 'b'] },
    idle,
    0,
  ],
  ['nothing forbidden is made', { forbidden: ['a', 'b'] }, idle, 1],
  ['no calls are in no order', { required: ['search', 'sum'], inOrder: true }, idle, 0],
  ['a call before a compaction is one', { required: ['sum'] }, compacted, 1],
  ['a forbidden one, too', { forbidden: ['sum'] }, compacted, 0],
  ['in order over a compaction', { required: ['sum', 'search'], inOrder: true }, compacted, 2 / 3],
  ['each is counted once', { mostCalls: 3 }, compacted, 1],
  ['those before it are counted', { mostCalls: 2 }, compacted, 0],
  ['in the order of a sub-agent', { required: ['sum', 'search'], inOrder: true }, delegated, 1],
  ['out of order in a sub-agent', { required: ['search', 'sum'], inOrder: true }, delegated, 2 / 3],
  ['a sub-agent before its calls', { required: ['scout', 'sum'], inOrder: true }, delegated, 1],
])('calls: %s', async (_, wanted, subject, reward) => {
  const found = await verify(Verifier.parse({ kind: 'calls', ...wanted }), 0, subject, MEANS);
  expect(found.reward).toBeCloseTo(reward, 9);
});
