/** Arithmetic operators over all values: numbers, texts, lists and tuples. */
import { typeFault } from './fault.ts';
import { escaped } from './markup.ts';
import { type ArithmeticOperator, arithmetic, asNumber } from './number.ts';
import { percentFormat } from './percent-format.ts';
import type { Run } from './run.ts';
import { undefinedFault } from './text.ts';
import { PyFloat, PyMarkup, PyTuple, PyUndefined, textIn, typeName, type Value } from './value.ts';

export function calculate(run: Run, operator: ArithmeticOperator, a: Value, b: Value): Value {
  const left = asNumber(a);
  const right = asNumber(b);
  if (left !== undefined && right !== undefined) return arithmetic(run, operator, left, right);
  const result = ofSequences(run, operator, a, b);
  if (result !== undefined) return result;
  if (a instanceof PyUndefined) throw undefinedFault(run, a);
  if (b instanceof PyUndefined) throw undefinedFault(run, b);
  if (operator === '+' && textIn(a) !== undefined) {
    throw typeFault(`can only concatenate str (not "${typeName(b)}") to str`);
  }
  const shown = operator === '**' ? '** or pow()' : operator;
  throw typeFault(`unsupported operand type(s) for ${shown}: '${typeName(a)}' and '${typeName(b)}'`);
}

function ofSequences(run: Run, operator: ArithmeticOperator, a: Value, b: Value): Value | undefined {
  if (operator === '+') return added(run, a, b);
  if (operator === '*') {
    if (typeof b === 'number' || typeof b === 'boolean') return repeated(run, a, Number(b));
    return typeof a === 'number' || typeof a === 'boolean' ? repeated(run, b, Number(a)) : undefined;
  }
  if (operator !== '%') return undefined;
  if (typeof a === 'string') return percentFormat(run, a, b);
  if (!(a instanceof PyMarkup)) return undefined;
  return new PyMarkup(percentFormat(run, a.text, b, (value) => escaped(run, value)));
}

function added(run: Run, a: Value, b: Value): Value | undefined {
  const left = textIn(a);
  const right = textIn(b);
  if (left !== undefined && right !== undefined) {
    if (typeof a === 'string' && typeof b === 'string') {
      run.checkText(a.length + b.length);
      return a + b;
    }
    const joined = escaped(run, a) + escaped(run, b);
    run.checkText(joined.length);
    return new PyMarkup(joined);
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    run.checkItems(a.length + b.length);
    return [...a, ...b];
  }
  if (!(a instanceof PyTuple) || !(b instanceof PyTuple)) return undefined;
  run.checkItems(a.items.length + b.items.length);
  return new PyTuple([...a.items, ...b.items]);
}

function repeated(run: Run, value: Value, count: number): Value | undefined {
  const times = Math.max(0, count);
  const text = textIn(value);
  if (text !== undefined) {
    run.checkText(text.length * times);
    const result = text === '' ? '' : text.repeat(times);
    return value instanceof PyMarkup ? new PyMarkup(result) : result;
  }
  const items = Array.isArray(value) ? value : value instanceof PyTuple ? value.items : undefined;
  if (items === undefined) return undefined;
  run.checkItems(items.length * times);
  const all: Value[] = items.length === 0 ? [] : Array.from({ length: times }, () => items).flat();
  return value instanceof PyTuple ? new PyTuple(all) : all;
}

/** `-value` and `+value`. */
export function signed(run: Run, operator: '+' | '-', value: Value): Value {
  const number = asNumber(value);
  if (number !== undefined) {
    if (operator === '+') return number;
    if (number instanceof PyFloat) return new PyFloat(-number.value);
    return arithmetic(run, '-', 0, number);
  }
  if (value instanceof PyUndefined) throw undefinedFault(run, value);
  throw typeFault(`bad operand type for unary ${operator}: '${typeName(value)}'`);
}
