import type { AssertionJudge } from './assertion-kind.ts';
import { type NamedCall, namedCallsOf } from './called-names.ts';

/** Names that are called have their first calls in the order of the list; those of one turn stand side by side. */
export const order: AssertionJudge<'order'> = ({ names }, run) => {
  const first = new Map<string, NamedCall>();
  for (const call of namedCallsOf(run)) {
    if (names.includes(call.name) && !first.has(call.name)) first.set(call.name, call);
  }
  const called = names.filter((name) => first.has(name));
  for (const [at, name] of called.entries()) {
    const before = first.get(called[at - 1] ?? '');
    const own = first.get(name);
    if (before && own && own.turn < before.turn) {
      return { note: `${name} was called before ${before.name}.`, messageIndex: own.messageIndex };
    }
  }
  return undefined;
};
