/** What the answer points to exists in what the agents read. */
import { textOf } from '@nex/core';
import { clip, defineCheck } from '../check.ts';
import { isSaid, mayBeTranslated, quotedIn, unknownReferences } from '../claims/references.ts';
import { proseOf } from '../prose.ts';
import { wordsOf } from '../words.ts';

/** Exact spellings cannot be computed, so one that nobody told is made up. */
export const inventedReference = defineCheck({
  name: 'invented_reference',
  version: 2,
  description:
    'Drops when the final answer has, outside of code, a URL, an e-mail address or an identifier such as ORD-48213 that no prompt, request, tool description, tool result or successful call of the tree has, or puts words into a mouth (five or more, in quotation marks, in a sentence with "says", "according to" and the like) that none of them has. Identifiers are known in any spelling of the same letters and digits; a quotation in the script of the answer from results that are nearly all in another one may be a translation. Hosts reserved for examples do not count.',
  reasons: ['invented_reference', 'invented_quote'],
  *find({ runs }, reading) {
    const answer = reading.answerOf();
    if (answer === undefined) return;
    const { messageIndex, run } = answer;
    const prose = proseOf(answer.text);
    for (const reference of unknownReferences(prose, reading.told)) {
      const note = `Nothing before the answer has ${clip(reference, 120)}.`;
      yield { reason: 'invented_reference', runId: run.runId, messageIndex, note };
    }
    const quotes = quotedIn(prose).filter((quote) => !reading.told.includes(quote.toLowerCase()));
    if (quotes.length === 0) return;
    const words = wordsOf(reading.told).join(' ');
    const read = runs
      .flatMap((run) => reading.callsOf(run))
      .map(({ result }) => (result ? textOf(result) : ''))
      .join('\n');
    for (const quote of quotes) {
      if (isSaid(wordsOf(quote), words) || mayBeTranslated(quote, prose, read)) continue;
      const note = `Nobody said: ${clip(quote, 160)}`;
      yield { reason: 'invented_quote', runId: run.runId, messageIndex, note };
    }
  },
});
