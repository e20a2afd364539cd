import type { AnswerValue, VerificationEvidence } from '@nex/core';
import { judgeAssertion } from '../assertions/index.ts';
import { UNSPACED_SIGNS } from '../redaction/finders/unspaced.ts';
import { rootOf } from '../root.ts';
import { shareOf, type VerifierSpec } from './verifier-kind.ts';

/** Codes and signs of currencies that stand before an amount without a space. */
const CURRENCY = String.raw`(?:\p{Sc}|USD|EUR|GBP|CNY|RMB|JPY|CHF|INR|Rs\.?)`;
const SPACED = String.raw`\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?![\d])(?:[.,]\d+)?`;
const PLAIN_DIGITS = String.raw`\d+(?:[.,]\d+)*(?:e[-+]?\d+)?`;
/** A minus may stand before the sign of the currency. Digits of a word, as in `A1250`, are none; Chinese signs are no such words. */
const NUMBER = new RegExp(
  String.raw`(?:(?<![\p{L}\p{N}])[-−](?:${CURRENCY}\s?)?|(?<=(?<!\p{L})${CURRENCY})|(?<![\p{N}]|(?![${UNSPACED_SIGNS}])\p{L}))(?:${SPACED}|${PLAIN_DIGITS})`,
  'giu',
);

/** Each value stands in the root's answer. An empty answer has none. */
export const answerValues: VerifierSpec<'answer_values'> = {
  version: 3,
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

/** As whole words and numbers: "12" does not stand in "120" or "12.5", nor "art" in "start". White space and case do not count. */
function hasWords(answer: string, text: string): boolean {
  const [hay, needle] = [squeezed(answer), squeezed(text)];
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + 1)) {
    const end = at + needle.length;
    if (
      !isOneWord(hay[at - 1], needle[0]) &&
      !isOneWord(needle.at(-1), hay[end]) &&
      !cutsNumber(hay, at, end)
    )
      return true;
  }
  return false;
}

/** Scripts without spaces between words have no borders to look for. */
function isOneWord(...signs: (string | undefined)[]): boolean {
  return signs.every((sign) => sign !== undefined && WORD_SIGN.test(sign) && !UNSPACED.test(sign));
}

const WORD_SIGN = /[\p{L}\p{N}]/u;
const UNSPACED = new RegExp(`[${UNSPACED_SIGNS}]`, 'u');

/** Whether the part of `hay` begins or ends inside of a number. Whole parts of a date or of a list are numbers by themselves. */
function cutsNumber(hay: string, at: number, end: number): boolean {
  for (const { 0: found, index } of hay.matchAll(/\d+(?:[.,]\d+)+/gu)) {
    const to = index + found.length;
    const edges = [at, end].filter((edge) => index < edge && edge < to);
    if (edges.length === 0) continue;
    const inside = hay.slice(Math.max(at, index), Math.min(end, to));
    if (readingsOf(found).length > 0 || inside.includes('.')) return true;
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
  return [...halfWidth(answer).matchAll(NUMBER)].flatMap(([found]) => {
    const written = found.replace(BEFORE_DIGITS, (before) => (/^[-−]/u.test(before) ? '-' : ''));
    const whole = readingsOf(written.replaceAll(/[\s'’]/gu, ''));
    // A common space may also stand between two numbers.
    const parts = written.includes(' ') ? written.split(' ').flatMap(readingsOf) : [];
    return whole.length > 0 ? [...whole, ...parts] : written.split(/[, ]/u).flatMap(readingsOf);
  });
}

const BEFORE_DIGITS = /^\D+/u;

/** Digits and punctuation of full width as ASCII has them. */
function halfWidth(text: string): string {
  return text.replaceAll(/[！-～]/gu, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) - 0xfee0));
}

const PLAIN = /^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/iu;
/** Groups of two are written in India: `1,00,000`. */
const COMMA_GROUPS = /^-?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?$/u;
const COMMA_DECIMALS = /^-?\d+,\d+$/u;
const POINT_GROUPS = /^-?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/u;

function readingsOf(text: string): number[] {
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
