import type { AssertionJudge } from './assertion-kind.ts';
import { namedCallsOf } from './called-names.ts';

/** There are at most so many calls. */
export const mostCalls: AssertionJudge<'most_calls'> = ({ count }, run) => {
  const made = namedCallsOf(run);
  const over = made[count];
  return (
    over && {
      note: `There were ${made.length} calls, at most ${count} are allowed.`,
      messageIndex: over.messageIndex,
    }
  );
};
