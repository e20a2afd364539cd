/** Who asks in a language is answered in it. */
import { textOf } from '@nex/core';
import { defineCheck } from '../check.ts';
import { areDifferent, isMixed, languageOf } from '../language.ts';
import { proseOf } from '../prose.ts';
import { rootOf } from '../root.ts';

/** A request or a prompt that names a language may want another one. */
const NAMES_A_LANGUAGE =
  /\b(?:translat\w*|english|chinese|mandarin|german|french|spanish|portuguese|italian|dutch|japanese|korean|russian|arabic|bilingual|language|deutsch|englisch|français|anglais|español|inglés)\b|翻译|译成|英文|英语|中文|汉语|日文|日语|韩文|法语|德语|双语|语言/iu;

export const answerLanguage = defineCheck({
  name: 'answer_language',
  version: 1,
  description:
    'Drops when the final answer is in another language than the last request, by script and commonest words, code and quotations aside. Where the request or the system prompt names a language, or one of both texts is too short to tell, it keeps.',
  reasons: ['answer_language'],
  *find(trajectory, reading) {
    const answer = reading.answerOf();
    if (answer === undefined) return;
    const root = rootOf(trajectory);
    const asked = root.messages.filter((message) => message.role === 'user').map(textOf);
    const wanted = languageOf(plain(asked.at(-1) ?? ''));
    const given = languageOf(plain(answer.text));
    if (wanted === undefined || given === undefined || !areDifferent(wanted, given)) return;
    if (isMixed(plain(answer.text))) return;
    const rules = root.messages.filter((message) => message.role === 'system').map(textOf);
    if ([...asked, ...rules].some((text) => NAMES_A_LANGUAGE.test(text))) return;
    const note = `The request is in "${wanted}", the answer in "${given}".`;
    yield { reason: 'answer_language', runId: answer.run.runId, messageIndex: answer.messageIndex, note };
  },
});

function plain(text: string): string {
  return proseOf(text)
    .replaceAll(/https?:\/\/\S+/gu, ' ')
    .replaceAll(/"[^"\n]*"|“[^“”\n]*”|「[^「」\n]*」|《[^《》\n]*》|^[ \t]*>.*$/gmu, ' ');
}
