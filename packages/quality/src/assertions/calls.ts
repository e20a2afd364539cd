import { type AssertionJudge, lastIndex } from './assertion-kind.ts';
import { namedCallsOf } from './called-names.ts';

/** At least one call of one of the names succeeded. */
export const calls: AssertionJudge<'calls'> = ({ names }, run) => {
  const made = namedCallsOf(run).filter(({ name }) => names.includes(name));
  if (made.some(({ succeeded }) => succeeded)) return undefined;
  const last = made.at(-1);
  const wanted = names.join(', ');
  return last
    ? { note: `No call of ${wanted} succeeded.`, messageIndex: last.messageIndex }
    : { note: `None of ${wanted} was called.`, messageIndex: lastIndex(run) };
};
