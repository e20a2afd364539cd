/** Numbers, days and names of the answer have a source. */
import { clip, defineCheck } from '../check.ts';
import { daysIn } from '../claims/dates.ts';
import { unknownNames } from '../claims/names.ts';
import { follows, numbersIn, tellingNumbersIn } from '../claims/numbers.ts';
import { proseOf } from '../prose.ts';

/** Where days are reckoned, a new day is a result. */
const RECKONS =
  /\b(?:tomorrow|yesterday|next|ago|from now|due|deadline|schedule|calendar|expir\w*|days?|weeks?|months?)\b|天后|天内|周|月内|明天|明日|昨|之后|以后|截止|日程/iu;

/** A number may be computed and a name known, so this only points a reader to a place. */
export const unsupportedClaim = defineCheck({
  name: 'unsupported_claim',
  version: 1,
  description:
    'Flags numbers (three digits or more, or a fraction), days and names of the final answer that occur in nothing the agents were told. A number that follows from known ones by one step of arithmetic, a conversion of units or rounding is supported; days are left alone where the request reckons with time.',
  reasons: ['unsupported_number', 'unsupported_day', 'unsupported_name'],
  severity: 'flag',
  *find(_, reading) {
    const answer = reading.answerOf();
    if (answer === undefined) return;
    const { messageIndex, run } = answer;
    const finding = (reason: string, what: string) => ({
      reason,
      runId: run.runId,
      messageIndex,
      note: `Nothing before the answer accounts for ${clip(what, 80)}.`,
    });
    const prose = proseOf(answer.text);
    const days = daysIn(prose);
    if (days.size > 0 && !RECKONS.test(reading.asked)) {
      const known = daysIn(reading.told);
      for (const [day, written] of days) if (!known.has(day)) yield finding('unsupported_day', written);
    }
    // What is spelled exactly is for `invented_reference`.
    let bare = prose.replaceAll(/\bhttps?:\/\/\S+|\b[A-Z]+[-_#]\d+/gu, ' ');
    for (const written of days.values()) bare = bare.replaceAll(written, ' ');
    const unseen = tellingNumbersIn(bare).filter((number) => !reading.told.includes(String(number)));
    if (unseen.length > 0) {
      const known = [...numbersIn(reading.told)];
      for (const number of unseen)
        if (!follows(number, known)) yield finding('unsupported_number', String(number));
    }
    for (const name of unknownNames(prose, reading.told)) yield finding('unsupported_name', name);
  },
});
