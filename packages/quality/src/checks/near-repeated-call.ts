/** Asking the same thing in other spellings gets nowhere either. */
import { textOf } from '@nex/core';
import { defineCheck } from '../check.ts';
import { normalizeText } from '../dedup/exact.ts';
import { wordsOf } from '../words.ts';

const MAX_SAME_STEPS = 3;

/** Four in a row: three may be a patient search. Results that differ are progress. */
export const nearRepeatedCall = defineCheck({
  name: 'near_repeated_call',
  version: 3,
  description:
    'Drops when a run calls a tool four times with arguments of the same words (in any order, case and punctuation) and gets the same result, white space aside, each time; injected faults do not count.',
  reasons: ['near_repeated_call'],
  *find({ runs }, reading) {
    for (const run of runs) {
      const calls = reading.callsOf(run);
      if (calls.length <= MAX_SAME_STEPS) continue;
      const outcomes = calls.map(({ call, result }) =>
        result === undefined || result.injected !== undefined
          ? undefined
          : `${call.name}\u0000${normalizeText(textOf(result))}`,
      );
      const alike = new Map<string | undefined, number>();
      for (const outcome of outcomes) alike.set(outcome, (alike.get(outcome) ?? 0) + 1);
      const times = new Map<string, number>();
      for (const [at, { call, messageIndex }] of calls.entries()) {
        const outcome = outcomes[at];
        if (outcome === undefined || (alike.get(outcome) ?? 0) <= MAX_SAME_STEPS) continue;
        const step = `${outcome}\u0000${wordsOf(call.argumentsText).sort().join(' ')}`;
        const count = (times.get(step) ?? 0) + 1;
        times.set(step, count);
        if (count !== MAX_SAME_STEPS + 1) continue;
        const note = `${call.name} is called for the fourth time with the same words and the same result.`;
        yield { reason: 'near_repeated_call', runId: run.runId, messageIndex, note };
      }
    }
  },
});
