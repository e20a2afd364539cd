/** Task "judge_instruction_following": the answer is there, and in the language of the request. */
import { objectAt, textAt } from '../input.ts';
import { assess, type Finding, isAnswer, quoteOf, withoutCode } from './assess.ts';

const NAMES_A_LANGUAGE =
  /english|chinese|german|french|spanish|japanese|translat|language|英文|英语|中文|翻译|日文|语言/i;
const NO_ANSWER =
  /^[^\p{L}\p{N}]*(?:null|undefined|todo|tbd|n\/a|empty|your answer here|final answer)?[^\p{L}\p{N}]*$/iu;

/** Words that are common in German, French and Spanish, and rare in English. */
const NOT_ENGLISH =
  /(?<!\p{L})(?:der|das|und|ist|nicht|für|mit|eine|auch|les|est|une|pour|dans|avec|sont|los|las|una|por|con|está)(?!\p{L})/giu;

/** Judges the first agent: its caller is the user. */
export const instructionFollowing = assess(({ messages, notes, last }) => {
  const entry = textAt(notes, 'entry') || (messages[0]?.agent ?? '');
  let request = textAt(notes, 'request');
  let free = textAt(notes, 'free');
  let asked = objectAt(notes, 'asked');
  let answer = {
    id: textAt(notes, 'answer'),
    quote: textAt(notes, 'quote'),
    script: textAt(notes, 'script'),
  };
  for (const message of messages.filter(({ agent }) => agent === entry)) {
    if (message.role === 'user') {
      request = scriptOf(message.text);
      asked = { id: message.id, quote: quoteOf(message.text) };
      // What was said before is no answer to this.
      answer = { id: '', quote: '', script: '' };
    }
    if (message.role !== 'assistant' && NAMES_A_LANGUAGE.test(message.text) && message.role !== 'tool')
      free = 'yes';
    if (isAnswer(message)) {
      const script = NO_ANSWER.test(message.text) ? 'none' : scriptOf(withoutCode(message.text));
      answer = { id: message.id, quote: quoteOf(message.text), script };
    }
  }
  const findings: Finding[] = [];
  const found = (kind: string, note: string) =>
    findings.push({ kind, severity: 'major', message: answer.id, quote: answer.quote, note });
  if (last && answer.id !== '') {
    if (answer.script === 'none') found('request_incomplete', 'There is no answer to the request.');
    else if (free === '' && request !== '' && answer.script !== '' && answer.script !== request) {
      found('wrong_language', 'The answer is in another script than the request.');
    }
  }
  if (last && answer.id === '' && textAt(asked, 'id') !== '') {
    findings.push({
      kind: 'request_incomplete',
      severity: 'major',
      message: textAt(asked, 'id'),
      quote: textAt(asked, 'quote'),
      note: 'The conversation ends without an answer.',
    });
  }
  const { id, quote, script } = answer;
  return { notes: { entry, request, free, asked, answer: id, quote, script }, findings };
});

function scriptOf(text: string): string {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const letters = text.replace(/https?:\/\/\S+/g, '').match(/\p{L}/gu)?.length ?? 0;
  if (letters < 8) return '';
  if (4 * han > letters) return 'han';
  return (text.match(NOT_ENGLISH)?.length ?? 0) >= 4 ? 'latin of another language' : 'latin';
}
