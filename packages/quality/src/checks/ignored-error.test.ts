import { expect, test } from 'vitest';
import { assistant, GOOD_STEP, result, run, tool, trajectory } from '../trajectory.fixture.ts';
import { ignoredError } from './ignored-error.ts';

/** The last call failed, or said so; then the answer. */
const after = (answer: string, text: string, isError: boolean) =>
  trajectory(
    run(
      [
        ...GOOD_STEP,
        assistant('', ['c', 'send', '{}']),
        result('c', 'send', text, isError ? 'tool_error' : undefined),
        assistant(answer),
      ],
      { tools: [tool('search', 'mcp'), tool('send', 'mcp', { type: 'object' })] },
    ),
  );

test.each([
  'There is no order with the number 4711. Please check it.',
  'The file does not exist in the workspace.',
  'The service doesn’t respond at the moment.',
  'I couldn’t send it.',
  'The search is rate limited right now.',
  'The shop was temporarily offline.',
  '订单4711不存在，请核对订单号。',
  '查询时请求超时，请稍后再试。',
  '系统里找不到这个订单。',
  '未找到订单，请核对订单号。',
])('"%s" admits that something went wrong', (answer) => {
  expect(ignoredError.judge(after(answer, 'HTTP 503', true)).verdict).toBe('keep');
});

test.each([
  'I have sent it, without any problem.',
  'All is sent, and there was no error.',
  'It is sent. No issue at all.',
  '邮件已成功发送，没有任何问题。',
  '邮件已发送，未出现异常。',
])('"%s" admits nothing', (answer) => {
  expect(ignoredError.judge(after(answer, 'HTTP 503', true))).toMatchObject({
    verdict: 'drop',
    reason: 'ignored_error',
  });
});

test.each([
  ['{"success": false, "message": "mailbox unavailable"}', 'drop'],
  ['{"channel": "a", "ok": false}', 'drop'],
  ['{"status":"error","message":"mailbox unavailable"}', 'drop'],
  ['{"success": true, "status": "ok"}', 'keep'],
  ['{"rows": [{"success": false}]}', 'keep'],
])('the result %s without a word of it: %s', (text, verdict) => {
  expect(ignoredError.judge(after('It is sent.', text, false)).verdict).toBe(verdict);
});
