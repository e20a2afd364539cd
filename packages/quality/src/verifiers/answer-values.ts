import type { AnswerValue, VerificationEvidence } from '@nex/core';
import { judgeAssertion } from '../assertions/index.ts';
import { rootOf } from '../root.ts';
import { shareOf, type VerifierSpec } from './verifier-kind.ts';

const NUMBER = /(?:(?<![\p{L}\p{N}])[-−])?\d+(?:[.,]\d+)*(?:e[-+]?\d+)?/giu;

/** Each value stands in the root's answer. An empty answer has none. */
export const answerValues: VerifierSpec<'answer_values'> = {
  version: 2,
  verify({ values }, { trajectory }) {
    const root = rootOf(trajectory);
    const last = { runId: root.runId, messageIndex: Math.max(0, root.messages.length - 1) };
    const evidence = values.map((value): VerificationEvidence => {
      const held = root.response.trim() !== '' && stands(value);
      const what = value.name ?? value.text ?? value.matches ?? String(value.number);
      return { held, note: `The answer ${held ? 'has' : 'lacks'} ${what}.`, ...last };
    });
    return shareOf(evidence);

    function stands({ text, number, tolerance, matches }: AnswerValue): boolean {
      if (text !== undefined) return hasWords(root.response, text);
      if (number !== undefined) return numbersIn(root.response).some((one) => near(one, number, tolerance));
      const pattern = matches ?? '';
      return judgeAssertion({ id: 'value', kind: 'answer_matches', pattern }, root) === undefined;
    }
  },
};

/** As whole words: "12" does not stand in "120", nor "art" in "start". White space and case do not count. */
function hasWords(answer: string, text: string): boolean {
  const [hay, needle] = [squeezed(answer), squeezed(text)];
  const isWord = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
  // Scripts without spaces between words have no borders to look for.
  const bordered = !/\p{Script=Han}/u.test(needle);
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + 1)) {
    const before = isWord(hay[at - 1]) && isWord(needle[0]);
    const after = isWord(hay[at + needle.length]) && isWord(needle.at(-1));
    if (!bordered || (!before && !after)) return true;
  }
  return false;
}

function squeezed(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
}

/**
 * `1,250.50` is one number, and so is `1250,5`: each spelling that may be meant is read. Signs between digits are those of
 * thousands only where groups of that size follow; a list without spaces is none of these, and each of its parts is read.
 */
function numbersIn(answer: string): number[] {
  return [...answer.matchAll(NUMBER)].flatMap(([found]) => {
    const whole = readingsOf(found);
    return whole.length > 0 ? whole : found.split(',').flatMap(readingsOf);
  });
}

const PLAIN = /^[-−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/iu;
/** Groups of two are written in India: `1,00,000`. */
const COMMA_GROUPS = /^[-−]?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?$/u;
const COMMA_DECIMALS = /^[-−]?\d+,\d+$/u;
const POINT_GROUPS = /^[-−]?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/u;

function readingsOf(written: string): number[] {
  const text = written.replace('−', '-');
  const readings = new Set<string>();
  if (PLAIN.test(text)) readings.add(text);
  if (COMMA_GROUPS.test(text)) readings.add(text.replaceAll(',', ''));
  if (COMMA_DECIMALS.test(text)) readings.add(text.replace(',', '.'));
  if (POINT_GROUPS.test(text)) readings.add(text.replaceAll('.', '').replace(',', '.'));
  return [...readings].map(Number).filter(Number.isFinite);
}

function near(found: number, wanted: number, tolerance: number): boolean {
  return Math.abs(found - wanted) <= tolerance + Math.abs(wanted) * Number.EPSILON * 4;
}
