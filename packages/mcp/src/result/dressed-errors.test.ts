import { expect, test } from 'vitest';
import { DRESSED_ERRORS, type DressedErrorName, undressError } from './dressed-errors.ts';

const CASES: Record<DressedErrorName, { error: string; text: string }> = {
  json_is_error: { error: '{"isError":true,"content":[{"type":"text","text":"bad"}]}', text: 'bad' },
  json_status_error: { error: '{"status":"error","message":"Request not found"}', text: 'Request not found' },
  json_success_false: { error: '{"success":false,"error":"no such row"}', text: 'no such row' },
  text_error: { error: 'Error: no such row', text: 'Error: no such row' },
};
const NAMES = Object.keys(DRESSED_ERRORS) as DressedErrorName[];
const SUCCESSES = [
  '',
  'ok',
  '[]',
  '{}',
  '{"isError":false}',
  '{"status":"ok"}',
  '{"success":true}',
  'An Error: none',
];

test.each(NAMES)('%s recognises its own form and no success', (name) => {
  expect(undressError(CASES[name].error, [name])).toBe(CASES[name].text);
  for (const text of SUCCESSES) expect(undressError(text, [name])).toBeUndefined();
});

test.each(NAMES)('%s gives the whole text of an error without a message', (name) => {
  const bare = { json_is_error: '{"isError":true}', json_status_error: '{"status":"error"}' };
  const text = { ...bare, json_success_false: '{"success":false}', text_error: 'Error: ' }[name];
  expect(undressError(text, [name])).toBe(text);
});

test('without forms nothing is an error', () => {
  for (const { error } of Object.values(CASES)) expect(undressError(error, [])).toBeUndefined();
});
