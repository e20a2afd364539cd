/** `text % values` of Python, as the operator and the `format` filter use it. */
import { codePointLength } from './code-points.ts';
import { exponentText, fixedText } from './decimal.ts';
import { TemplateFault, typeFault } from './fault.ts';
import { asNumber, toDouble, truncated } from './number.ts';
import type { Run } from './run.ts';
import { asRepr, asText, floatText, undefinedFault } from './text.ts';
import { PyDict, PyFloat, PyRange, PyTuple, PyUndefined, textIn, typeName, type Value } from './value.ts';

const DIRECTIVE = /%(?:\(([^)]*)\))?([-+ 0#]*)(\*|\d+)?(?:\.(\d*))?([a-zA-Z%])?/g;
const MAX_PRECISION = 100;

/** `show` writes one value in place of `%s`: escaped or not. */
export function percentFormat(
  run: Run,
  format: string,
  values: Value,
  show: (value: Value) => string = (value) => asText(run, value),
): string {
  const items = values instanceof PyTuple ? [...values.items] : [values];
  let used = 0;
  let named = false;
  const next = () => {
    const item = items[used];
    used += 1;
    if (item === undefined) throw typeFault('not enough arguments for format string');
    return item;
  };
  let length = 0;
  const result = format.replace(
    DIRECTIVE,
    (_all, name?: string, flags = '', width?: string, precision?: string, conversion?: string) => {
      if (conversion === '%') return '%';
      if (conversion === undefined) throw new TemplateFault('ValueError', 'incomplete format');
      if (width === '*') throw new TemplateFault('ValueError', 'a width of * is not supported');
      let value: Value;
      if (name === undefined) value = next();
      else {
        named = true;
        value = namedValue(values, name);
      }
      const digits = precision === undefined ? undefined : Number(precision);
      const text = converted(run, value, conversion, digits, flags, show);
      const padded = pad(run, text, Number(width ?? 0), flags, !'srac'.includes(conversion));
      length += padded.length;
      run.checkText(length);
      return padded;
    },
  );
  if (!named && used < items.length && !isSubscriptable(values))
    throw typeFault('not all arguments converted during string formatting');
  return result;
}

/** Python takes these for mappings, whose items need not all be used. */
function isSubscriptable(values: Value): boolean {
  return (
    values instanceof PyDict ||
    Array.isArray(values) ||
    values instanceof PyRange ||
    values instanceof PyUndefined
  );
}

function namedValue(values: Value, name: string): Value {
  if (!(values instanceof PyDict)) throw typeFault('format requires a mapping');
  const value = values.getText(name);
  if (value === undefined) throw new TemplateFault('KeyError', `'${name}'`);
  return value;
}

function pad(run: Run, text: string, width: number, flags: string, isNumber: boolean): string {
  const missing = width - codePointLength(text);
  if (missing <= 0) return text;
  run.checkText(width);
  if (flags.includes('-')) return text + ' '.repeat(missing);
  if (!isNumber || !flags.includes('0')) return ' '.repeat(missing) + text;
  const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

function converted(
  run: Run,
  value: Value,
  conversion: string,
  precision: number | undefined,
  flags: string,
  show: (value: Value) => string,
): string {
  const cut = (text: string) =>
    precision === undefined ? text : Array.from(text).slice(0, precision).join('');
  if (conversion === 's') return cut(show(value));
  if (conversion === 'r' || conversion === 'a') return cut(asRepr(run, value));
  if (conversion === 'c')
    return typeof value === 'number' ? String.fromCodePoint(value) : (textIn(value) ?? '');
  if (value instanceof PyUndefined) throw undefinedFault(run, value);
  const number = asNumber(value);
  if (number === undefined)
    throw typeFault(`%${conversion} format: a number is required, not ${typeName(value)}`);
  const signed = (text: string) =>
    text.startsWith('-') ? text : `${flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''}${text}`;
  if ('diu'.includes(conversion)) return signed(String(truncated(number)));
  if ('xXo'.includes(conversion)) {
    if (number instanceof PyFloat) {
      throw typeFault(`%${conversion} format: an integer is required, not float`);
    }
    const text = number.toString(conversion === 'o' ? 8 : 16);
    return signed(conversion === 'X' ? text.toUpperCase() : text);
  }
  return signed(floatFormat(toDouble(number), conversion, precision ?? 6));
}

/** A float by one of the conversions f, e and g. */
export function floatFormat(value: number, conversion: string, precision: number): string {
  if (precision > MAX_PRECISION) throw new TemplateFault('LimitError', `More than ${MAX_PRECISION} digits.`);
  if (!Number.isFinite(value)) return floatText(value);
  const lower = conversion.toLowerCase();
  let text: string;
  if (lower === 'f') text = fixedText(value, precision);
  else if (lower === 'e') text = exponentText(value, precision);
  else if (lower === 'g') text = general(value, Math.max(precision, 1));
  else throw new TemplateFault('ValueError', `unsupported format character '${conversion}'`);
  return conversion === lower ? text : text.toUpperCase();
}

function general(value: number, precision: number): string {
  const text = exponentText(value, precision - 1);
  const [digits = '', exponent = '0'] = text.split('e');
  const power = Number(exponent);
  if (power < -4 || power >= precision) return `${withoutZeros(digits)}e${exponent}`;
  return withoutZeros(fixedText(value, Math.min(precision - 1 - power, MAX_PRECISION)));
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
