import { RE2JS } from 're2js';
import { type AssertionJudge, lastIndex } from './assertion-kind.ts';

/** The final answer matches somewhere. The pattern's syntax is RE2's, which takes linear time whatever it says. */
export const answerMatches: AssertionJudge<'answer_matches'> = ({ pattern }, run) => {
  const messageIndex = lastIndex(run);
  try {
    if (RE2JS.compile(pattern).matcher(run.response).find()) return undefined;
    return { note: `The answer does not match ${pattern}.`, messageIndex };
  } catch {
    return { note: `The pattern ${pattern} cannot be read.`, messageIndex };
  }
};
