/** Files and tests that an answer cites were seen by somebody. */
import { defineCheck } from '../check.ts';
import { baseOf, filesNamedIn, isTestPath } from '../paths.ts';
import { sentencesOf, withoutCodeBlocks } from '../prose.ts';

/** A sentence that proposes may name what is not there yet. */
const PROPOSES =
  /\b(?:could|should|would|can|may|might|suggest\w*|recommend\w*|consider|e\.g\.|for (?:example|instance)|such as|like|if you|you (?:need|want)|next step|save (?:it|this|them|as)|name it|call it|add a|create a|no file|not (?:exist|find|found)|does ?n[o']t exist|missing)\b|建议|可以|例如|比如|应该|如果|不存在|没有/iu;

export const phantomFile = defineCheck({
  name: 'phantom_file',
  version: 2,
  description:
    'Drops when the final answer cites a file that no prompt, request, tool description, tool result or successful call of the tree names, by its path or its last part. Code blocks, and sentences that propose something or say that a file is missing, do not count.',
  reasons: ['phantom_file', 'phantom_test'],
  *find(_, reading) {
    const answer = reading.answerOf();
    if (answer === undefined) return;
    for (const sentence of sentencesOf(withoutCodeBlocks(answer.text))) {
      const unseen = filesNamedIn(sentence).filter(
        (path) => !reading.told.includes(baseOf(path).toLowerCase()),
      );
      if (unseen.length === 0 || PROPOSES.test(sentence)) continue;
      for (const path of unseen) {
        const reason = isTestPath(path) ? 'phantom_test' : 'phantom_file';
        const note = `Nothing before the answer names the file ${path}.`;
        yield { reason, runId: answer.run.runId, messageIndex: answer.messageIndex, note };
      }
    }
  },
});
