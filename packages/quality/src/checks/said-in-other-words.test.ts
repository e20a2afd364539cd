import { textMessage } from '@nex/core';
import { expect, test } from 'vitest';
import { assistant, result, run, trajectory } from '../trajectory.fixture.ts';
import { inventedReference } from './invented-reference.ts';
import { phantomFile } from './phantom-file.ts';

const read = (source: string, answer: string) =>
  trajectory(
    run([], {
      messages: [
        textMessage('system', 'You are the lead.'),
        textMessage('user', 'Find it.'),
        assistant('', ['c', 'search', '{"query":"x"}']),
        result('c', 'search', source),
        assistant(answer),
      ],
    }),
  );

const ENGLISH =
  'Microsoft said: "We are investigating the outage and will publish a full report next week." More will follow on Monday.';
const CHINESE_QUOTE = '微软表示：“我们正在调查这次中断，并将于下周发布完整报告。”';

test.each([
  ['Order ORD 48213 is sent.', 'Your order ORD-48213 is on its way.'],
  ['{"id":"ord_48213"}', 'Your order ORD48213 is on its way.'],
  ['Published at ICML 2024 in Vienna.', 'It was published at ICML2024.'],
  ['One costs 1000 Hong Kong dollars.', 'Two cost HKD2000, or RMB1860.'],
  [ENGLISH, CHINESE_QUOTE],
  [
    '微软表示：“我们正在调查这次中断，并将于下周发布完整报告。”该公司周一会再次说明。',
    'Microsoft said "we are looking into the outage and will publish a full report next week".',
  ],
])('from %s: %s', (source, answer) => {
  expect(inventedReference.judge(read(source, answer)).verdict).toBe('keep');
});

test.each([
  ['Order ORD 48213 is sent.', 'Your order ORD-48214 is on its way.'],
  ['Order ORD 482130 is sent.', 'Your order ORD-48213 is on its way.'],
  ['XORD 48213', 'Your order ORD-48213 is on its way.'],
  ['微软表示：“系统已经恢复正常运行。”', CHINESE_QUOTE],
  [ENGLISH, 'Microsoft said "the outage is over and all customers will be paid for it".'],
])('not from %s: %s', (source, answer) => {
  expect(inventedReference.judge(read(source, answer)).verdict).toBe('drop');
});

test.each([
  ['Install node.js and draw with three.js.', 'keep'],
  ['See src/node.js for it.', 'drop'],
  ['See server.js for it.', 'drop'],
])('%s: %s', (answer, verdict) => {
  expect(phantomFile.judge(read('Nothing of note.', answer)).verdict).toBe(verdict);
});
