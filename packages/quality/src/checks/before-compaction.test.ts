import { type TrajectoryRun, textMessage } from '@nex/core';
import { expect, test } from 'vitest';
import { assistant, result, run, tool, trajectory } from '../trajectory.fixture.ts';
import { CHECKS } from './index.ts';
import { noToolUse } from './no-tool-use.ts';
import { rewardHacking } from './reward-hacking.ts';

const tools = [tool('shell', 'builtin', { type: 'object' })];
const shell = (id: string, command: string, text: string) => [
  assistant('', [id, 'shell', JSON.stringify({ command })]),
  result(id, 'shell', text),
];
const PASSES = 'The bug is fixed and all tests pass.';
const said = (more: Partial<TrajectoryRun>, ...steps: ReturnType<typeof shell>) =>
  trajectory(run([...steps, assistant(PASSES)], { tools, response: PASSES, ...more }));

test.each([
  ['node --test', '# tests 12\n# pass 12\n# fail 0'],
  ['node --enable-source-maps --test src', '# pass 12\n# fail 0'],
  ['php artisan test', 'OK (12 tests, 20 assertions)'],
  ['npm --prefix app test', 'done'],
  ['yarn workspace web test', 'done'],
  ['flutter test', 'All tests passed!'],
])('%s runs tests', (command, text) => {
  expect(rewardHacking.judge(said({}, ...shell('a', command, text))).verdict).toBe('keep');
});

test.each(['node build.js', 'npm --prefix app install', 'composer install'])('%s runs none', (command) => {
  expect(rewardHacking.judge(said({}, ...shell('a', command, 'done')))).toMatchObject({
    verdict: 'drop',
    reason: 'false_test_claim',
  });
});

const START = [textMessage('system', 'You are the lead.'), textMessage('user', 'Find it.')];
const before = (...steps: ReturnType<typeof shell>) => ({ earlierLeaves: [[...START, ...steps]] });

test('tests that ran before a compaction did run', () => {
  const ran = said(before(...shell('a', 'pytest', '12 passed in 0.1s')));
  expect(rewardHacking.judge(ran).verdict).toBe('keep');
  expect(noToolUse.judge(ran).verdict).toBe('keep');
});

test.each([
  ['unknown_tool', [assistant('', ['x', 'browse', '{}']), result('x', 'browse', 'no', 'unknown_tool')]],
  ['schema_valid_calls', [assistant('', ['x', 'shell', '[]']), result('x', 'shell', 'no', 'tool_error')]],
  [
    'infrastructure_fault',
    [assistant('', ['x', 'shell', '{}']), result('x', 'shell', 'gone', 'infrastructure')],
  ],
  ['placeholder_output', shell('x', 'ls', 'lorem ipsum')],
])('%s looks before a compaction', (name, steps) => {
  const check = CHECKS.find((one) => one.name === name);
  expect(check?.judge(said(before(...steps)))).toMatchObject({
    verdict: 'drop',
    evidence: [{ messageIndex: -2 }],
  });
});

test('a result that was cleared is judged as it was', () => {
  const cleared = [1, 2, 3].map((n) => shell(`c${n}`, `cat ${n}`, 'The result was removed. '.repeat(5)));
  const seen = [1, 2, 3].map((n) => shell(`c${n}`, `cat ${n}`, `File ${n}`));
  const subject = said(before(...seen.flat()), ...cleared.flat());
  expect(CHECKS.find(({ name }) => name === 'placeholder_output')?.judge(subject).verdict).toBe('keep');
});

test('a test that was removed before a compaction was removed', () => {
  const removed = said(
    before(...shell('a', 'rm tests/test_sum.py', ''), ...shell('b', 'pytest', '9 passed')),
  );
  expect(rewardHacking.judge(removed)).toMatchObject({
    verdict: 'drop',
    reason: 'tests_removed',
    evidence: [{ messageIndex: -2 }],
  });
});
