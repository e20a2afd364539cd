import { expect, test } from 'vitest';
import { NexError } from './error.ts';
import { type Code, ERROR_CODES } from './error-codes.ts';
import { STOP_REASONS, type StopReason } from './run.ts';
import { mayPass, outcomeOf, type RunEnding, type RunOutcome } from './run-outcome.ts';

const ended = (stopReason: StopReason | null, code?: Code): RunEnding => ({
  state:
    stopReason === 'answered' || stopReason === 'stop_tool'
      ? 'completed'
      : stopReason === 'cancelled'
        ? 'cancelled'
        : 'failed',
  stopReason,
  ...(code && { failure: new NexError(code, 'It failed.').toFailure() }),
});

/** Stop reason, code, outcome, whether another try can help. */
const TABLE: [StopReason, Code | undefined, RunOutcome, boolean][] = [
  ['answered', undefined, 'completed', false],
  ['stop_tool', undefined, 'completed', false],
  ['max_iterations', 'budget_exhausted', 'budget', false],
  ['truncated', 'model_bad_output', 'truncated', false],
  ['invalid_output', 'model_bad_output', 'model_fault', false],
  ['invalid_output', undefined, 'model_fault', false],
  ['permission_pending', undefined, 'policy', false],
  ['budget', 'budget_exhausted', 'budget', false],
  ['timeout', 'timeout', 'timeout', false],
  ['cancelled', 'cancelled', 'cancelled', false],
  ['model_error', undefined, 'model_fault', false],
  ['model_error', 'model_unreachable', 'model_fault', true],
  ['model_error', 'model_overloaded', 'model_fault', true],
  ['model_error', 'timeout', 'model_fault', true],
  ['model_error', 'model_bad_output', 'model_fault', false],
  ['model_error', 'model_rejected', 'policy', false],
  ['model_error', 'context_overflow', 'truncated', false],
  ['error', undefined, 'crash', true],
  ['error', 'internal', 'crash', true],
  ['error', 'unavailable', 'crash', true],
  ['error', 'config_invalid', 'crash', false],
  ['error', 'bundle_invalid', 'crash', false],
  ['error', 'tool_unavailable', 'tool_fault', true],
  ['error', 'catalogue_invalid', 'tool_fault', false],
  ['error', 'budget_exhausted', 'budget', false],
  ['error', 'timeout', 'timeout', false],
];

test.each(TABLE)('%s with %s counts as %s; again: %s', (stopReason, code, outcome, again) => {
  const ending = ended(stopReason, code);
  expect([outcomeOf(ending), mayPass(ending)]).toEqual([outcome, again]);
});

test('the table has every stop reason', () => {
  expect(new Set(TABLE.map(([stopReason]) => stopReason))).toEqual(new Set(STOP_REASONS));
});

test('every code gives an outcome that is no success, and only retryable ones and the unknown are tried again', () => {
  for (const code of Object.keys(ERROR_CODES) as Code[]) {
    const ending = ended('error', code);
    expect(outcomeOf(ending)).not.toBe('completed');
    if (mayPass(ending))
      expect([code, ERROR_CODES[code].retryable || code === 'internal']).toEqual([code, true]);
  }
});

test('a run that says nothing of its end', () => {
  expect(outcomeOf({ state: 'completed', stopReason: null })).toBe('completed');
  expect(outcomeOf({ state: 'failed', stopReason: null })).toBe('crash');
  expect(outcomeOf({ state: 'cancelled', stopReason: null })).toBe('cancelled');
});
