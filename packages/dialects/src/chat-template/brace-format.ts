/** `str.format` with the fields `{}`, `{0}`, `{name}`, `{a.b}`, `{a[b]}`, conversions and the common format codes. */
import { codePointLength } from './code-points.ts';
import { TemplateFault, typeFault } from './fault.ts';
import { asNumber, toDouble } from './number.ts';
import { floatFormat } from './percent-format.ts';
import type { Run } from './run.ts';
import { asRepr, asText } from './text.ts';
import { type Arguments, PyFloat, textIn, typeName, type Value } from './value.ts';

export interface FieldAccess {
  attribute(object: Value, name: string): Value;
  item(object: Value, key: Value): Value;
}

const PIECE =
  /\{\{|\}\}|\{([^{}!:[\].]*)((?:\.[^{}!:[\].]+|\[[^\]{}]+\])*)(?:!([rsa]))?(?::([^{}]*))?\}|[{}]/g;
const STEP = /\.([^.[]+)|\[([^\]]+)\]/g;
const SPEC = /^(?:(.)?([<>^=]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;

/** `show` writes a value that has no format code: escaped or not. */
export function braceFormat(
  run: Run,
  format: string,
  { args, kwargs }: Arguments,
  access: FieldAccess,
  show: (value: Value) => string = (value) => asText(run, value),
): string {
  let automatic = 0;
  let length = 0;
  return format.replace(
    PIECE,
    (all: string, first?: string, path?: string, conversion?: string, spec?: string) => {
      if (all === '{{') return '{';
      if (all === '}}') return '}';
      if (first === undefined)
        throw new TemplateFault('ValueError', 'Single brace encountered in format string');
      let value = /^\d*$/.test(first) ? args[first === '' ? automatic++ : Number(first)] : kwargs.get(first);
      if (value === undefined) {
        if (/^\d*$/.test(first)) {
          throw new TemplateFault('IndexError', 'Replacement index out of range for positional args tuple');
        }
        throw new TemplateFault('KeyError', `'${first}'`);
      }
      for (const [, name, key] of (path ?? '').matchAll(STEP)) {
        if (name !== undefined) value = access.attribute(value, name);
        else value = access.item(value, /^\d+$/.test(key ?? '') ? Number(key) : (key ?? ''));
      }
      if (conversion !== undefined) value = conversion === 's' ? asText(run, value) : asRepr(run, value);
      const text = spec === undefined || spec === '' ? show(value) : formatted(run, value, spec);
      length += text.length;
      run.checkText(length);
      return text;
    },
  );
}

function formatted(run: Run, value: Value, spec: string): string {
  const match = SPEC.exec(spec);
  if (!match) throw new TemplateFault('ValueError', `Invalid format specifier '${spec}'`);
  const [, fill, alignment, sign = '', prefix, zero, width = '0', group, precision, code] = match;
  const number = asNumber(value);
  const digits = precision === undefined ? undefined : Number(precision);
  let text: string;
  if (number === undefined) {
    if (textIn(value) === undefined) {
      throw typeFault(`unsupported format string passed to ${typeName(value)}.__format__`);
    }
    if (code !== undefined && code !== 's') {
      throw new TemplateFault('ValueError', `Unknown format code '${code}' for this object`);
    }
    text = asText(run, value);
    if (digits !== undefined) text = Array.from(text).slice(0, digits).join('');
  } else {
    text = numberText(run, number, code, digits, prefix !== undefined);
    if (group !== undefined)
      text = text.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, group));
    if (sign !== '' && sign !== '-' && !text.startsWith('-')) text = sign + text;
  }
  const missing = Number(width) - codePointLength(text);
  if (missing <= 0) return text;
  run.checkText(Number(width));
  const filler = fill ?? (zero === undefined ? ' ' : '0');
  const side = alignment ?? (number === undefined ? '<' : zero === undefined ? '>' : '=');
  if (side === '<') return text + filler.repeat(missing);
  if (side === '>') return filler.repeat(missing) + text;
  const left = Math.floor(missing / 2);
  if (side === '^') return filler.repeat(left) + text + filler.repeat(missing - left);
  const head = /^[-+ ]/.exec(text)?.[0] ?? '';
  return head + filler.repeat(missing) + text.slice(head.length);
}

function numberText(
  run: Run,
  number: number | bigint | PyFloat,
  code: string | undefined,
  digits: number | undefined,
  hasPrefix: boolean,
): string {
  if (code === undefined && !(number instanceof PyFloat)) return String(number);
  if (code === undefined) {
    return digits === undefined ? asText(run, number) : floatFormat(toDouble(number), 'g', digits);
  }
  if (code === '%') return `${floatFormat(toDouble(number) * 100, 'f', digits ?? 6)}%`;
  const bases: Record<string, number> = { d: 10, x: 16, X: 16, o: 8, b: 2 };
  const base = Object.hasOwn(bases, code) ? bases[code] : undefined;
  if (base === undefined) return floatFormat(toDouble(number), code, digits ?? 6);
  if (number instanceof PyFloat) {
    throw new TemplateFault('ValueError', `Unknown format code '${code}' for object of type 'float'`);
  }
  const prefix = hasPrefix && base !== 10 ? `0${code}` : '';
  const text = number.toString(base).replace(/^-?/, (sign) => sign + prefix);
  return code === 'X' ? text.toUpperCase() : text;
}
