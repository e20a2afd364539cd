/** Floats written with a given number of digits. Exact: a value halfway between two goes to the even digit. */

const FRACTION_BITS = 52;

/** `|value| × 10^places`, rounded to an int. */
function scaled(value: number, places: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0) & 0x7fff_ffff_ffff_ffffn;
  const fraction = word & ((1n << BigInt(FRACTION_BITS)) - 1n);
  const exponent = Number(word >> BigInt(FRACTION_BITS));
  let numerator = exponent === 0 ? fraction : fraction | (1n << BigInt(FRACTION_BITS));
  let denominator = 1n;
  const shift = Math.max(exponent, 1) - 1023 - FRACTION_BITS;
  if (shift >= 0) numerator <<= BigInt(shift);
  else denominator <<= BigInt(-shift);
  if (places >= 0) numerator *= 10n ** BigInt(places);
  else denominator *= 10n ** BigInt(-places);
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

const sign = (value: number) => (value < 0 || Object.is(value, -0) ? '-' : '');

/** `value` with `places` digits after the point. Finite values only. */
export function fixedText(value: number, places: number): string {
  const digits = scaled(value, places)
    .toString()
    .padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  return sign(value) + (places === 0 ? whole : `${whole}.${digits.slice(-places)}`);
}

/** `d.ddde+XX` with `places` digits after the point. Finite values only. */
export function exponentText(value: number, places: number): string {
  let exponent = value === 0 ? 0 : Number(value.toExponential().split('e')[1]);
  let digits = scaled(value, places - exponent).toString();
  if (digits.length > places + 1) {
    exponent += 1;
    digits = digits.slice(0, -1);
  }
  digits = digits.padEnd(places + 1, '0');
  const body = places === 0 ? digits : `${digits.slice(0, 1)}.${digits.slice(1)}`;
  return `${sign(value)}${body}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** `round(value, places)` of Python; `places` may be negative. */
export function roundedFloat(value: number, places: number): number {
  if (!Number.isFinite(value) || places > 100) return value;
  if (places >= 0) return Number(fixedText(value, places));
  return Number(`${sign(value)}${scaled(value, Math.max(places, -400))}e${-places}`);
}
