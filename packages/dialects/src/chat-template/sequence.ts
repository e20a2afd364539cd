/** Iterating, measuring, indexing and slicing, as Python does them. */
import { codePointLength, codePoints, isFlat } from './code-points.ts';
import { TemplateFault, typeFault } from './fault.ts';
import type { Run } from './run.ts';
import { undefinedFault } from './text.ts';
import {
  PyDict,
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

/** `iter(value)`. Every step is counted. */
export function iterate(run: Run, value: Value): Generator<Value> {
  return counted(run, plainIterator(run, value));
}

function plainIterator(run: Run, value: Value): Iterator<Value> {
  if (Array.isArray(value)) return value.values();
  const text = textIn(value);
  if (text !== undefined) {
    run.spend(text.length >>> 2);
    return codePoints(text).values();
  }
  if (value instanceof PyDict) return keysOf(value);
  if (value instanceof PyTuple) return value.items.values();
  if (value instanceof PyView) return viewItems(value);
  if (value instanceof PyIterator) return value.source;
  if (value instanceof PyUndefined) return [].values();
  if (value instanceof PyRange) return rangeItems(value);
  if (value instanceof PyObject && value.iterate) return value.iterate();
  throw typeFault(`'${typeName(value)}' object is not iterable`);
}

function* counted(run: Run, items: Iterator<Value>): Generator<Value> {
  for (let next = items.next(); !next.done; next = items.next()) {
    run.spend(1);
    yield next.value;
  }
}

function* keysOf(dict: PyDict): Generator<Value> {
  for (const { key } of dict.entries.values()) yield key;
}

function* viewItems(view: PyView): Generator<Value> {
  for (const { key, value } of view.dict.entries.values()) {
    yield view.part === 'keys' ? key : view.part === 'values' ? value : new PyTuple([key, value]);
  }
}

function* rangeItems(range: PyRange): Generator<Value> {
  const { length, start, step } = range;
  for (let i = 0; i < length; i++) yield start + i * step;
}

/** `list(value)`. */
export function listOf(run: Run, value: Value): Value[] {
  return [...iterate(run, value)];
}

/** `len(value)`, or `undefined` when it has none. */
export function lengthIfAny(run: Run, value: Value): number | undefined {
  const text = textIn(value);
  if (text !== undefined) {
    run.checkText(text.length);
    return codePointLength(text);
  }
  if (Array.isArray(value)) return value.length;
  if (value instanceof PyDict) return value.entries.size;
  if (value instanceof PyTuple) return value.items.length;
  if (value instanceof PyView) return value.dict.entries.size;
  if (value instanceof PyRange) return value.length;
  return value instanceof PyUndefined ? 0 : undefined;
}

export function lengthOf(run: Run, value: Value): number {
  const length = lengthIfAny(run, value);
  if (length === undefined) throw typeFault(`object of type '${typeName(value)}' has no len()`);
  return length;
}

/** `reversed(value)`, or `undefined` when Python cannot. */
export function reversedOf(run: Run, value: Value): PyIterator | undefined {
  const reversible =
    Array.isArray(value) ||
    value instanceof PyTuple ||
    value instanceof PyDict ||
    value instanceof PyView ||
    value instanceof PyRange ||
    value instanceof PyUndefined ||
    textIn(value) !== undefined;
  if (!reversible) return undefined;
  const name = Array.isArray(value) ? 'list_reverseiterator' : 'reversed';
  return new PyIterator(listOf(run, value).reverse().values(), name);
}

/** The item at an index of a sequence; `undefined` when it is out of range. */
export function itemAt(run: Run, value: Value, index: number): Value | undefined {
  const text = textIn(value);
  if (text !== undefined) {
    run.checkText(text.length);
    if (isFlat(text)) return text.at(index);
    return codePoints(text).at(index);
  }
  if (Array.isArray(value)) return value.at(index);
  if (value instanceof PyTuple) return value.items.at(index);
  if (value instanceof PyRange) {
    const at = index < 0 ? index + value.length : index;
    return at >= 0 && at < value.length ? value.start + at * value.step : undefined;
  }
  return undefined;
}

export interface SliceBounds {
  start: Value;
  stop: Value;
  step: Value;
}

/** `value[start:stop:step]`. */
export function sliceOf(run: Run, value: Value, bounds: SliceBounds): Value {
  if (value instanceof PyUndefined) throw undefinedFault(run, value);
  const text = textIn(value);
  const length = lengthIfAny(run, value);
  const sliceable =
    text !== undefined || Array.isArray(value) || value instanceof PyTuple || value instanceof PyRange;
  if (!sliceable || length === undefined) {
    if (value instanceof PyDict) throw typeFault("unhashable type: 'slice'");
    throw typeFault(`'${typeName(value)}' object is not subscriptable`);
  }
  const { first, count, step } = resolveSlice(bounds, length);
  if (text !== undefined) run.checkText(text.length);
  else run.checkItems(count);
  if (value instanceof PyRange) {
    const start = value.start + first * value.step;
    return new PyRange(start, start + count * step * value.step, step * value.step);
  }
  if (text !== undefined) {
    const result = sliceText(text, first, count, step);
    return value instanceof PyMarkup ? new PyMarkup(result) : result;
  }
  const items = value instanceof PyTuple ? value.items : Array.isArray(value) ? value : [];
  const picked = step === 1 ? items.slice(first, first + count) : pick(items, first, count, step);
  return value instanceof PyTuple ? new PyTuple(picked) : picked;
}

function sliceText(text: string, first: number, count: number, step: number): string {
  if (step === 1 && isFlat(text)) return text.slice(first, first + count);
  return pick(codePoints(text), first, count, step).join('');
}

function pick<T>(items: readonly T[], first: number, count: number, step: number): T[] {
  const picked: T[] = [];
  for (let i = 0; i < count; i++) {
    const item = items[first + i * step];
    if (item !== undefined) picked.push(item);
  }
  return picked;
}

function resolveSlice(bounds: SliceBounds, length: number): { first: number; count: number; step: number } {
  const step = sliceNumber(bounds.step) ?? 1;
  if (step === 0) throw new TemplateFault('ValueError', 'slice step cannot be zero');
  const clamp = (index: number | undefined, fallback: number) => {
    if (index === undefined) return fallback;
    const at = index < 0 ? index + length : index;
    return step > 0 ? Math.min(Math.max(at, 0), length) : Math.min(Math.max(at, -1), length - 1);
  };
  const first = clamp(sliceNumber(bounds.start), step > 0 ? 0 : length - 1);
  const end = clamp(sliceNumber(bounds.stop), step > 0 ? length : -1);
  return { first, count: Math.max(0, Math.ceil((end - first) / step)), step };
}

function sliceNumber(value: Value): number | undefined {
  if (value === null) return undefined;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value);
  throw typeFault('slice indices must be integers or None or have an __index__ method');
}

/** The items of a value that is unpacked into `count` targets. */
export function unpack(run: Run, value: Value, count: number): Value[] {
  if (typeof value !== 'object' || value === null || (value instanceof PyObject && !value.iterate)) {
    if (typeof value !== 'string') throw typeFault(`cannot unpack non-iterable ${typeName(value)} object`);
  }
  const items = listOf(run, value);
  if (items.length > count) {
    throw new TemplateFault('ValueError', `too many values to unpack (expected ${count})`);
  }
  if (items.length < count) {
    const message = `not enough values to unpack (expected ${count}, got ${items.length})`;
    throw new TemplateFault('ValueError', message);
  }
  return items;
}
