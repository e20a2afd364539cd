import type { AssertionJudge } from './assertion-kind.ts';
import { namedCallsOf } from './called-names.ts';

/** Names that are called have their first calls in the order of the list; those of one turn stand side by side. */
export const order: AssertionJudge<'order'> = ({ names }, run) => {
  const first = new Map<string, number>();
  for (const { name, messageIndex } of namedCallsOf(run)) {
    if (names.includes(name) && !first.has(name)) first.set(name, messageIndex);
  }
  const called = names.filter((name) => first.has(name));
  for (const [at, name] of called.entries()) {
    const before = called[at - 1];
    const messageIndex = first.get(name) ?? 0;
    if (before !== undefined && messageIndex < (first.get(before) ?? 0)) {
      return { note: `${name} was called before ${before}.`, messageIndex };
    }
  }
  return undefined;
};
