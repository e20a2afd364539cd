/** `str()` and `repr()` of Python. */
import { TemplateFault } from './fault.ts';
import type { Run } from './run.ts';
import {
  PyDict,
  PyFloat,
  PyIterator,
  PyMarkup,
  PyNamespace,
  PyObject,
  PyRange,
  PyTuple,
  PyUndefined,
  PyView,
  type Value,
} from './value.ts';

/** `str(value)`. */
export function asText(run: Run, value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof PyMarkup) return value.text;
  if (value instanceof PyUndefined) return '';
  return asRepr(run, value);
}

/** `repr(value)`. */
export function asRepr(run: Run, value: Value): string {
  run.spend(1);
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return quoted(run, value);
  if (Array.isArray(value)) return joined(run, '[', value, ']');
  if (value instanceof PyFloat) return floatText(value.value);
  if (value instanceof PyMarkup) return `Markup(${quoted(run, value.text)})`;
  if (value instanceof PyTuple) return joined(run, '(', value.items, value.items.length === 1 ? ',)' : ')');
  if (value instanceof PyDict) {
    const parts: string[] = [];
    for (const { key, value: item } of value.entries.values()) {
      parts.push(`${asRepr(run, key)}: ${asRepr(run, item)}`);
    }
    return checked(run, `{${parts.join(', ')}}`);
  }
  if (value instanceof PyView) return viewText(run, value);
  if (value instanceof PyRange) {
    return `range(${value.start}, ${value.stop}${value.step === 1 ? '' : `, ${value.step}`})`;
  }
  if (value instanceof PyUndefined) return 'Undefined';
  if (value instanceof PyIterator) return `<${value.typeName} object>`;
  if (value instanceof PyNamespace) {
    const attributes = new PyDict();
    for (const [name, item] of value.attributes) attributes.setText(name, item);
    return run.nested(() => `<Namespace ${asRepr(run, attributes)}>`);
  }
  if (value instanceof PyObject) return value.print();
  return String(value);
}

function joined(run: Run, open: string, items: readonly Value[], close: string): string {
  const parts: string[] = [];
  for (const item of items) parts.push(asRepr(run, item));
  return checked(run, open + parts.join(', ') + close);
}

function viewText(run: Run, view: PyView): string {
  const items: Value[] = [];
  for (const { key, value } of view.dict.entries.values()) {
    items.push(view.part === 'keys' ? key : view.part === 'values' ? value : new PyTuple([key, value]));
  }
  return `dict_${view.part}(${asRepr(run, items)})`;
}

function checked(run: Run, text: string): string {
  run.checkText(text.length);
  return text;
}

const NOT_PRINTABLE = /[\\\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;
const SHORT: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function quoted(run: Run, text: string): string {
  run.checkText(text.length);
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(NOT_PRINTABLE, (character) => {
    const short = Object.hasOwn(SHORT, character) ? SHORT[character] : undefined;
    if (short !== undefined) return short;
    const hex = (character.codePointAt(0) ?? 0).toString(16);
    if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`;
    return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
  });
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

/** `repr` of a float: the shortest digits that read back, with an exponent below 1e-4 and from 1e16 on. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [digits = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const magnitude = String(Math.abs(exponent)).padStart(2, '0');
    return `${digits}e${exponent < 0 ? '-' : '+'}${magnitude}`;
  }
  if (exponent >= 0) {
    const text = String(value);
    return text.includes('.') ? text : `${text}.0`;
  }
  const negative = value < 0;
  const plain = digits.replace('-', '').replace('.', '');
  return `${negative ? '-' : ''}0.${'0'.repeat(-exponent - 1)}${plain}`;
}

/** Why this undefined value cannot be used, as a fault to throw. */
export function undefinedFault(run: Run, value: PyUndefined): TemplateFault {
  const kind = value.unsafe ? 'SecurityError' : 'UndefinedError';
  if (value.hint !== undefined) return new TemplateFault(kind, value.hint);
  const name = asRepr(run, value.name);
  if (value.owner === undefined) return new TemplateFault(kind, `${name} is undefined`);
  return typeof value.name === 'string'
    ? new TemplateFault(kind, `'${value.owner}' has no attribute ${name}`)
    : new TemplateFault(kind, `${value.owner} has no element ${name}`);
}
