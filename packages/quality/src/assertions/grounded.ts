import { type AssertionJudge, lastIndex } from './assertion-kind.ts';
import { toldTo } from './called-names.ts';

const NUMBER = /\d+(?:[.,]\d+)*/g;

/**
 * Every number of three or more digits, or with a fraction, that the final answer has occurs in the request or in a
 * result, or is one of them rounded. Smaller whole numbers are left out: they number lists and count parts.
 */
export const grounded: AssertionJudge<'grounded'> = (_, run) => {
  const known = numbersIn(toldTo(run));
  const invented = [...numbersIn(run.response)].filter(
    (number) => isTelling(number) && !known.has(number) && ![...known].some((other) => rounds(other, number)),
  );
  if (invented.length === 0) return undefined;
  const shown = invented.slice(0, 5).join(', ');
  return {
    note: `The answer has numbers that nothing before it has: ${shown}.`,
    messageIndex: lastIndex(run),
  };
};

/** Without separators of thousands and trailing zeros, so that `1,250.50` and `1250.5` are one. */
function numbersIn(text: string): Set<string> {
  return new Set((text.match(NUMBER) ?? []).map(plainNumber));
}

function plainNumber(text: string): string {
  const whole = text.replaceAll(/,(?=\d{3}(?:\D|$))/g, '').replaceAll(',', '.');
  const value = Number(whole);
  return Number.isFinite(value) ? String(value) : whole;
}

function isTelling(number: string): boolean {
  return number.includes('.') || number.length >= 3;
}

/** Whether `shown` is `exact` rounded to the digits that `shown` has. */
function rounds(exact: string, shown: string): boolean {
  const digits = shown.split('.')[1]?.length ?? 0;
  const value = Number(exact);
  return exact.includes('.') && Number.isFinite(value) && Number(value.toFixed(digits)) === Number(shown);
}
