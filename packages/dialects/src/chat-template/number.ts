/** Numbers with the arithmetic of Python: exact ints, floats apart from ints, floor division and its remainder. */
import { TemplateFault } from './fault.ts';
import type { Run } from './run.ts';
import { PyFloat, type Value } from './value.ts';

export type PyNumber = number | bigint | PyFloat;

/** Ints wider than this are refused: no chat template needs them and they cost memory. */
const MAX_INT_BITS = 4096;

/** A number as arithmetic sees it (booleans are ints), or `undefined` when it is none. */
export function asNumber(value: Value): PyNumber | undefined {
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof PyFloat) return value;
  return typeof value === 'boolean' ? Number(value) : undefined;
}

/** An int in its one form. */
export function toInt(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value;
}

/** As a double; `OverflowError` beyond its range. */
export function toDouble(value: PyNumber): number {
  if (typeof value === 'number') return value;
  if (value instanceof PyFloat) return value.value;
  const double = Number(value);
  if (!Number.isFinite(double)) throw new TemplateFault('OverflowError', 'int too large to convert to float');
  return double;
}

/** Truncated towards zero, as `int(x)`. */
export function truncated(value: PyNumber): number | bigint {
  if (!(value instanceof PyFloat)) return value;
  if (Number.isNaN(value.value)) throw new TemplateFault('ValueError', 'cannot convert float NaN to integer');
  if (!Number.isFinite(value.value)) {
    throw new TemplateFault('OverflowError', 'cannot convert float infinity to integer');
  }
  const whole = Math.trunc(value.value);
  return Number.isSafeInteger(whole) ? whole + 0 : BigInt(whole);
}

/** Negative, zero or positive; NaN when one of them is NaN. */
export function compareNumbers(a: PyNumber, b: PyNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const left = a instanceof PyFloat ? a.value : a;
  const right = b instanceof PyFloat ? b.value : b;
  if (left < right) return -1;
  if (left > right) return 1;
  return left == right ? 0 : Number.NaN;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';

export function arithmetic(run: Run, operator: ArithmeticOperator, a: PyNumber, b: PyNumber): PyNumber {
  if (operator === '/') {
    const divisor = toDouble(b);
    if (divisor === 0) throw zeroDivision(a instanceof PyFloat || b instanceof PyFloat, 'division by zero');
    return new PyFloat(toDouble(a) / divisor);
  }
  if (a instanceof PyFloat || b instanceof PyFloat) return floats(operator, toDouble(a), toDouble(b));
  if (operator === '**' && b < 0) return floats(operator, toDouble(a), toDouble(b));
  return ints(run, operator, a, b);
}

function floats(operator: ArithmeticOperator, a: number, b: number): PyFloat {
  switch (operator) {
    case '+':
      return new PyFloat(a + b);
    case '-':
      return new PyFloat(a - b);
    case '*':
      return new PyFloat(a * b);
    case '/':
      return new PyFloat(a / b);
    case '//':
      if (b === 0) throw zeroDivision(true, 'float floor division by zero');
      return new PyFloat(floorQuotient(a, b));
    case '%':
      if (b === 0) throw zeroDivision(true, 'float modulo');
      return new PyFloat(floorRemainder(a, b));
    case '**': {
      if (a === 0 && b < 0) {
        throw new TemplateFault('ZeroDivisionError', '0.0 cannot be raised to a negative power');
      }
      if (a < 0 && !Number.isInteger(b)) {
        throw new TemplateFault('TypeError', 'Complex numbers are not supported.');
      }
      return new PyFloat(a === 1 ? 1 : a ** b);
    }
  }
}

/** In the steps that Python takes, so that large quotients round as its do. */
function floorQuotient(a: number, b: number): number {
  const remainder = a % b;
  const exact = (a - remainder) / b;
  const quotient = remainder !== 0 && remainder < 0 !== b < 0 ? exact - 1 : exact;
  if (quotient === 0) return a / b < 0 ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

function floorRemainder(a: number, b: number): number {
  const remainder = a % b;
  if (remainder !== 0 && remainder < 0 !== b < 0) return remainder + b;
  return remainder === 0 ? (b < 0 ? -0 : 0) : remainder;
}

function ints(
  run: Run,
  operator: ArithmeticOperator,
  a: number | bigint,
  b: number | bigint,
): number | bigint {
  if (typeof a === 'number' && typeof b === 'number') {
    const quick = safeInts(operator, a, b);
    if (Number.isSafeInteger(quick)) return quick === 0 ? 0 : quick;
  }
  if ((operator === '//' || operator === '%') && b == 0) {
    throw zeroDivision(false, 'integer division or modulo by zero');
  }
  run.spend(4);
  return toInt(bigInts(operator, BigInt(a), BigInt(b)));
}

function safeInts(operator: ArithmeticOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '//':
      return b === 0 ? Number.NaN : (a - floorRemainder(a, b)) / b;
    case '%':
      return b === 0 ? Number.NaN : floorRemainder(a, b);
    case '**':
      return a ** b;
    case '/':
      return Number.NaN;
  }
}

function bigInts(operator: ArithmeticOperator, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      checkBits(bits(a) + bits(b));
      return a * b;
    case '**':
      if (bits(a) > 1) checkBits(bits(a) * Number(b));
      return a ** b;
    case '/':
    case '//':
    case '%': {
      const remainder = a % b;
      const shift = remainder !== 0n && remainder < 0n !== b < 0n;
      if (operator === '%') return shift ? remainder + b : remainder;
      return shift ? a / b - 1n : a / b;
    }
  }
}

function bits(value: bigint): number {
  return (value < 0n ? -value : value).toString(2).length;
}

function checkBits(count: number): void {
  if (count > MAX_INT_BITS)
    throw new TemplateFault('LimitError', `An int of more than ${MAX_INT_BITS} bits.`);
}

function zeroDivision(float: boolean, message: string): TemplateFault {
  const text = float && message === 'division by zero' ? 'float division by zero' : message;
  return new TemplateFault('ZeroDivisionError', text);
}

const INT_TEXT = /^[+-]?\d+(?:_\d+)*$/;
const FLOAT_TEXT = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;

/** `int(text, base)`; `undefined` for what Python refuses. */
export function parseInt(text: string, base = 10): number | bigint | undefined {
  const bare = text.trim().toLowerCase();
  if (bare.length > 1300) return undefined;
  if (base === 10) return INT_TEXT.test(bare) ? toInt(BigInt(bare.replace(/[+_]/g, ''))) : undefined;
  const match = /^([+-]?)(0[box])?_?([0-9a-z]+(?:_[0-9a-z]+)*)$/.exec(bare);
  if (!match) return undefined;
  const prefixBase = match[2] === undefined ? undefined : { b: 2, o: 8, x: 16 }[match[2].slice(1)];
  const isPrefix = prefixBase !== undefined && (base === 0 || base === prefixBase);
  const radix = base === 0 ? (prefixBase ?? 10) : base;
  const digits = `${isPrefix ? '' : (match[2] ?? '')}${match[3] ?? ''}`.replaceAll('_', '');
  let value = 0n;
  for (const digit of digits) {
    const worth = Number.parseInt(digit, 36);
    if (worth >= radix) return undefined;
    value = value * BigInt(radix) + BigInt(worth);
  }
  return toInt(match[1] === '-' ? -value : value);
}

/** `float(text)`; `undefined` for what Python refuses. */
export function parseFloat(text: string): PyFloat | undefined {
  const bare = text.trim().toLowerCase();
  if (FLOAT_TEXT.test(bare)) return new PyFloat(Number(bare.replaceAll('_', '')));
  const special = /^([+-]?)(inf|infinity|nan)$/.exec(bare);
  if (!special) return undefined;
  if (special[2] === 'nan') return new PyFloat(Number.NaN);
  return new PyFloat(special[1] === '-' ? -Infinity : Infinity);
}
