import type { AssertionJudge } from './assertion-kind.ts';
import { namedCallsOf } from './called-names.ts';

/** None of the names is called, not even without success. */
export const neverCalls: AssertionJudge<'never_calls'> = ({ names }, run) => {
  const made = namedCallsOf(run).find(({ name }) => names.includes(name));
  return made && { note: `${made.name} was called.`, messageIndex: made.messageIndex };
};
