/** An agent's instructions stay its own. */
import { type TrajectoryRun, textOf } from '@nex/core';
import { clip, defineCheck } from '../check.ts';
import { withoutCodeBlocks } from '../prose.ts';

/** Half of the shortest leak, so that each leak holds a whole window of the answer. */
const WINDOW = 28;
/** About 30 English words, or 60 Chinese characters. */
const MIN_WEIGHT = 150;
/** Letters at both ends of a span that fit by chance. */
const EDGE = 8;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
/** What a prompt puts in quotes or code is meant to be said. */
const TO_BE_SAID = /"[^"\n]{20,}"|“[^“”\n]{20,}”|「[^「」\n]{10,}」/g;

export const leakedPrompt = defineCheck({
  name: 'leaked_prompt',
  version: 1,
  description:
    "Drops when a run's final answer repeats a span of about 30 words (60 Chinese characters) of its own system prompt. Texts that the prompt puts in quotes or code blocks, and what the user or a tool said too, do not count.",
  reasons: ['leaked_prompt'],
  *find({ runs }, reading) {
    for (const run of runs) {
      const answer = reading.answerOf(run);
      if (answer === undefined || answer.text.length < WINDOW) continue;
      const span = sharedSpan(run, answer.text);
      if (span === undefined) continue;
      const note = `The answer repeats its system prompt: ${clip(span, 120)}`;
      yield { reason: 'leaked_prompt', runId: run.runId, messageIndex: answer.messageIndex, note };
    }
  },
});

function sharedSpan(run: TrajectoryRun, answer: string): string | undefined {
  const prompt = textsOf(run, 'system');
  if (prompt.length < WINDOW) return undefined;
  const secret = squeezed(withoutCodeBlocks(prompt).replaceAll(TO_BE_SAID, ' '));
  const said = squeezed(answer);
  for (let at = 0; at + WINDOW <= said.length; ) {
    const place = secret.indexOf(said.slice(at, at + WINDOW));
    if (place < 0) {
      at += WINDOW;
      continue;
    }
    let start = 0;
    while (at - start > 0 && place - start > 0 && said[at - start - 1] === secret[place - start - 1])
      start += 1;
    let end = WINDOW;
    while (at + end < said.length && place + end < secret.length && said[at + end] === secret[place + end])
      end += 1;
    const span = said.slice(at - start, at + end);
    if (
      weightOf(span) >= MIN_WEIGHT &&
      !squeezed(textsOf(run, 'user', 'tool')).includes(span.slice(EDGE, -EDGE))
    )
      return span;
    at += end;
  }
  return undefined;
}

function textsOf(run: TrajectoryRun, ...roles: string[]): string {
  return run.messages
    .filter(({ role }) => roles.includes(role))
    .flatMap(({ content }) =>
      content.map((block) =>
        block.type === 'tool_result' ? textOf(block) : block.type === 'text' ? block.text : '',
      ),
    )
    .join('\n');
}

/** Letters and digits alone, without case. */
function squeezed(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

function weightOf(text: string): number {
  return text.length + 1.5 * (text.match(WIDE)?.length ?? 0);
}
