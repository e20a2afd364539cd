/** Numbers that an answer states, and whether what was told before accounts for them. */

const NUMBER = /(?<![\w.]|[A-Za-z][-#])\d+(?:[.,]\d+)*(?![\w]*[-_/]?[A-Za-z_])/g;
/** Beyond this, nearly every number is the sum or product of two others. */
const MAX_OPERANDS = 40;
/** Units of time, percent, length and mass that nobody needs a source for. */
const FACTORS = [
  2, 3, 4, 5, 7, 10, 12, 24, 30, 52, 60, 100, 365, 1000, 3600, 1e6, 1.609344, 2.20462, 0.3048, 2.54,
];

/** Plain spelling of each number in a text: without separators of thousands and closing zeros. */
export function numbersIn(text: string): Set<number> {
  const found = new Set<number>();
  for (const [match] of text.matchAll(NUMBER)) {
    const value = Number(match.replaceAll(/,(?=\d{3}(?:\D|$))/g, '').replaceAll(',', '.'));
    if (Number.isFinite(value)) found.add(value);
  }
  return found;
}

/**
 * Numbers worth a source: three digits or more, or a fraction. Smaller ones number lists and count parts; years of
 * this age are common knowledge.
 */
export function tellingNumbersIn(text: string): number[] {
  return [...numbersIn(text)].filter(
    (value) =>
      (value >= 100 || !Number.isInteger(value)) &&
      !(Number.isInteger(value) && value >= 1900 && value <= 2100),
  );
}

/**
 * Whether `value` follows from the known numbers: one of them, rounded or in another unit; a sum, difference, product,
 * quotient, percentage or mean of two; or the sum or mean of all. Of many known
 * numbers the pairs among the last 40 are tried, since among more chance would account for anything.
 */
export function follows(value: number, known: readonly number[]): boolean {
  const equal = (other: number) => sameAsShown(value, other);
  if (
    known.some((one) => equal(one) || FACTORS.some((factor) => equal(one * factor) || equal(one / factor)))
  ) {
    return true;
  }
  const sums = [known, known.filter(Number.isInteger), known.filter((one) => !Number.isInteger(one))];
  for (const numbers of sums) {
    const sum = numbers.reduce((total, one) => total + one, 0);
    if (equal(sum) || equal(sum / numbers.length)) return true;
  }
  if (runsOf(known).some(equal)) return true;
  const operands = known.slice(-MAX_OPERANDS);
  return operands.some((a) =>
    operands.some(
      (b) =>
        equal(a + b) ||
        equal(a - b) ||
        equal(a * b) ||
        equal((a + b) / 2) ||
        (b !== 0 && (equal(a / b) || equal((100 * a) / b) || equal((100 * (a - b)) / b))) ||
        equal((a * b) / 100) ||
        equal(a + (a * b) / 100) ||
        equal(a - (a * b) / 100),
    ),
  );
}

/** Sums of two to six numbers that stand next to each other: the totals of columns. */
function runsOf(known: readonly number[]): number[] {
  const sums: number[] = [];
  for (let from = 0; from < known.length; from += 1) {
    let sum = known[from] ?? 0;
    for (let to = from + 1; to < Math.min(known.length, from + 6); to += 1) {
      sum += known[to] ?? 0;
      sums.push(sum);
    }
  }
  return sums;
}

/** Equal after rounding to the digits that are shown; whole numbers also to three leading digits. */
function sameAsShown(shown: number, exact: number): boolean {
  if (shown === exact) return true;
  const digits = String(shown).split('.')[1]?.length ?? 0;
  if (Math.abs(exact - shown) <= 0.5 * 10 ** -digits + 1e-9) return true;
  return (
    Number.isInteger(shown) && shown % 100 === 0 && shown >= 1000 && Number(exact.toPrecision(3)) === shown
  );
}
