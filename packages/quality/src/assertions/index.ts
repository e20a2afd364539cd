/** Assertions over one run of an agent: a table by kind. Pure, total, and the same answer every time. */
import type { Assertion, TrajectoryRun } from '@nex/core';
import { answerFields } from './answer-fields.ts';
import { answerMatches } from './answer-matches.ts';
import type { AssertionFault, AssertionJudge } from './assertion-kind.ts';
import { calls } from './calls.ts';
import { grounded } from './grounded.ts';
import { mostCalls } from './most-calls.ts';
import { neverCalls } from './never-calls.ts';
import { order } from './order.ts';

export const ASSERTION_JUDGES: { readonly [K in Assertion['kind']]: AssertionJudge<K> } = {
  calls,
  order,
  answer_matches: answerMatches,
  answer_fields: answerFields,
  grounded,
  never_calls: neverCalls,
  most_calls: mostCalls,
};

/** `undefined` when the assertion holds in the run; else what is wrong, and the index of the message that shows it. */
export function judgeAssertion(assertion: Assertion, run: TrajectoryRun): AssertionFault {
  const judge = ASSERTION_JUDGES[assertion.kind] as AssertionJudge<Assertion['kind']>;
  return judge(assertion, run);
}
