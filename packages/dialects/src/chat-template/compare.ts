/** Truth, equality, order, membership and dictionary keys, as Python decides them. */
import { compareText } from './code-points.ts';
import { typeFault } from './fault.ts';
import { asNumber, compareNumbers } from './number.ts';
import type { Run } from './run.ts';
import { iterate } from './sequence.ts';
import { asRepr, undefinedFault } from './text.ts';
import {
  type HashKey,
  PyDict,
  PyFloat,
  PyIterator,
  PyMarkup,
  PyObject,
  PyRange,
  PyTuple,
  PyUndefined,
  PyView,
  textIn,
  typeName,
  type Value,
} from './value.ts';

/** `bool(value)`. */
export function isTrue(value: Value): boolean {
  if (value === null) return false;
  if (typeof value !== 'object') return Boolean(value);
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof PyDict) return value.entries.size > 0;
  if (value instanceof PyUndefined) return false;
  if (value instanceof PyMarkup) return value.text !== '';
  if (value instanceof PyFloat) return value.value !== 0;
  if (value instanceof PyTuple) return value.items.length > 0;
  if (value instanceof PyView) return value.dict.entries.size > 0;
  return value instanceof PyRange ? value.length > 0 : true;
}

/** `a == b`. */
export function isEqual(run: Run, a: Value, b: Value): boolean {
  if (a === b) return true;
  const left = textIn(a);
  if (left !== undefined) return left === textIn(b);
  const number = asNumber(a);
  if (number !== undefined) {
    const other = asNumber(b);
    return other !== undefined && compareNumbers(number, other) === 0;
  }
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(run, a, b);
  if (a instanceof PyTuple) return b instanceof PyTuple && sameItems(run, a.items, b.items);
  if (a instanceof PyDict) return b instanceof PyDict && sameEntries(run, a, b);
  if (a instanceof PyUndefined) return b instanceof PyUndefined;
  if (a instanceof PyRange && b instanceof PyRange)
    return sameItems(run, [...iterate(run, a)], [...iterate(run, b)]);
  if (a instanceof PyView && b instanceof PyView && a.part !== 'values' && b.part !== 'values') {
    const others = [...iterate(run, b)];
    return (
      a.dict.entries.size === b.dict.entries.size &&
      [...iterate(run, a)].every((item) => isIn(run, item, others))
    );
  }
  return false;
}

function sameItems(run: Run, a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  run.spend(a.length);
  return a.every((item, i) => isEqual(run, item, b[i] ?? null));
}

function sameEntries(run: Run, a: PyDict, b: PyDict): boolean {
  if (a.entries.size !== b.entries.size) return false;
  run.spend(a.entries.size);
  for (const [hash, { value }] of a.entries) {
    const other = b.entries.get(hash);
    if (other === undefined || !isEqual(run, value, other.value)) return false;
  }
  return true;
}

export type OrderOperator = '<' | '<=' | '>' | '>=';

/** `a < b` and the like. */
export function isOrdered(run: Run, operator: OrderOperator, a: Value, b: Value): boolean {
  const difference = order(run, operator, a, b);
  switch (operator) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
  }
}

function order(run: Run, operator: OrderOperator, a: Value, b: Value): number {
  if (a instanceof PyUndefined) throw undefinedFault(run, a);
  if (b instanceof PyUndefined) throw undefinedFault(run, b);
  const leftNumber = asNumber(a);
  const rightNumber = asNumber(b);
  if (leftNumber !== undefined && rightNumber !== undefined) return compareNumbers(leftNumber, rightNumber);
  const leftText = textIn(a);
  const rightText = textIn(b);
  if (leftText !== undefined && rightText !== undefined) return compareText(leftText, rightText);
  const items = Array.isArray(a) && Array.isArray(b) ? [a, b] : undefined;
  const [left, right] = items ?? (a instanceof PyTuple && b instanceof PyTuple ? [a.items, b.items] : []);
  if (left === undefined || right === undefined) {
    throw typeFault(`'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
  }
  for (let i = 0; i < left.length && i < right.length; i++) {
    run.spend(1);
    const x = left[i] ?? null;
    const y = right[i] ?? null;
    if (!isEqual(run, x, y)) return order(run, operator, x, y);
  }
  return left.length - right.length;
}

/** `item in container`. */
export function isIn(run: Run, item: Value, container: Value): boolean {
  const text = textIn(container);
  if (text !== undefined) {
    const part = textIn(item);
    if (part === undefined) {
      throw typeFault(`'in <string>' requires string as left operand, not ${typeName(item)}`);
    }
    run.checkText(text.length);
    return text.includes(part);
  }
  if (container instanceof PyDict) return container.entries.has(hashKey(run, item));
  if (container instanceof PyView && container.part === 'keys') {
    return container.dict.entries.has(hashKey(run, item));
  }
  const iterable = container instanceof PyObject && !container.iterate;
  if (container === null || asNumber(container) !== undefined || iterable) {
    throw typeFault(`argument of type '${typeName(container)}' is not iterable`);
  }
  for (const other of iterate(run, container)) if (isEqual(run, item, other)) return true;
  return false;
}

/** What a dictionary finds a key by; equal keys have the same one. `TypeError` for what cannot be a key. */
export function hashKey(run: Run, key: Value): HashKey {
  if (typeof key === 'string' || typeof key === 'number' || typeof key === 'bigint' || key === null)
    return key;
  if (typeof key === 'boolean') return Number(key);
  if (key instanceof PyMarkup) return key.text;
  if (key instanceof PyFloat) return key.value;
  if (key instanceof PyTuple) {
    // A tuple's key must not meet a text's: no text of a real template starts like this.
    return `\u0000tuple:${key.items.map((item) => typeof hashKey(run, item) + asRepr(run, item)).join(',')}`;
  }
  if (key instanceof PyObject) return key;
  if (key instanceof PyUndefined) return key;
  if (key instanceof PyRange || key instanceof PyIterator) return asRepr(run, key);
  throw typeFault(`unhashable type: '${typeName(key)}'`);
}

export function setItem(run: Run, dict: PyDict, key: Value, value: Value): void {
  const hash = hashKey(run, key);
  const before = dict.entries.get(hash);
  if (before === undefined) dict.entries.set(hash, { key, value });
  else before.value = value;
}

export function getItem(run: Run, dict: PyDict, key: Value): Value | undefined {
  return dict.entries.get(hashKey(run, key))?.value;
}

/** Stable, as `sorted(values, key=…)`. */
export function sorted(
  run: Run,
  values: readonly Value[],
  keys: readonly Value[],
  reverse: boolean,
): Value[] {
  run.checkItems(values.length * 4);
  const indices = values.map((_, i) => i);
  const less = (a: number, b: number) => isOrdered(run, '<', keys[a] ?? null, keys[b] ?? null);
  // Reversed order keeps equal items in their first order, as Python does.
  indices.sort((a, b) =>
    reverse ? (less(b, a) ? -1 : less(a, b) ? 1 : 0) : less(a, b) ? -1 : less(b, a) ? 1 : 0,
  );
  return indices.map((i) => values[i] ?? null);
}
