/** The tests behind `is`. */
import { bind } from './arguments.ts';
import { isEqual, isIn, isOrdered, isTrue, type OrderOperator } from './compare.ts';
import { typeFault } from './fault.ts';
import { lowered, uppered } from './letter-case.ts';
import { calculate } from './operators.ts';
import type { Run } from './run.ts';
import { asText } from './text.ts';
import {
  type Arguments,
  isInt,
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
  type Value,
} from './value.ts';

export type Predicate = (run: Run, value: Value, given: Arguments) => boolean;

const plain =
  (name: string, decide: (value: Value, run: Run) => boolean): Predicate =>
  (run, value, given) => {
    bind(name, [], given);
    return decide(value, run);
  };

const withOther =
  (name: string, decide: (run: Run, value: Value, other: Value) => boolean): Predicate =>
  (run, value, given) => {
    const [other] = bind(name, ['other'], given);
    if (other === undefined) throw typeFault(`the test '${name}' needs an argument`);
    return decide(run, value, other);
  };

const ordered = (name: OrderOperator): Predicate =>
  withOther(name, (run, value, other) => isOrdered(run, name, value, other));

const equal = withOther('eq', isEqual);
const different = withOther('ne', (run, value, other) => !isEqual(run, value, other));

const remainderIs = (divisor: number, wanted: number) => (value: Value, run: Run) =>
  isEqual(run, calculate(run, '%', value, divisor), wanted);

function isSequence(value: Value): boolean {
  if (Array.isArray(value) || textIn(value) !== undefined) return true;
  return (
    value instanceof PyDict ||
    value instanceof PyTuple ||
    value instanceof PyRange ||
    value instanceof PyUndefined
  );
}

function isIterable(value: Value): boolean {
  if (isSequence(value) || value instanceof PyView || value instanceof PyIterator) return true;
  return value instanceof PyObject && value.iterate !== undefined;
}

function isSame(a: Value, b: Value): boolean {
  if (a instanceof PyFloat && b instanceof PyFloat) return a.value === b.value;
  return a === b;
}

const cased =
  (change: (text: string) => string, other: (text: string) => string) => (value: Value, run: Run) => {
    const text = asText(run, value);
    return change(text) === text && other(text) !== text;
  };

const entries: [string, Predicate][] = [
  ['odd', plain('odd', remainderIs(2, 1))],
  ['even', plain('even', remainderIs(2, 0))],
  [
    'divisibleby',
    withOther('divisibleby', (run, value, other) => isEqual(run, calculate(run, '%', value, other), 0)),
  ],
  ['defined', plain('defined', (value) => !(value instanceof PyUndefined))],
  ['undefined', plain('undefined', (value) => value instanceof PyUndefined)],
  ['none', plain('none', (value) => value === null)],
  ['boolean', plain('boolean', (value) => typeof value === 'boolean')],
  ['false', plain('false', (value) => value === false)],
  ['true', plain('true', (value) => value === true)],
  ['integer', plain('integer', isInt)],
  ['float', plain('float', (value) => value instanceof PyFloat)],
  [
    'number',
    plain('number', (value) => isInt(value) || typeof value === 'boolean' || value instanceof PyFloat),
  ],
  ['lower', plain('lower', cased(lowered, uppered))],
  ['upper', plain('upper', cased(uppered, lowered))],
  ['string', plain('string', (value) => textIn(value) !== undefined)],
  ['mapping', plain('mapping', (value) => value instanceof PyDict)],
  ['sequence', plain('sequence', isSequence)],
  ['iterable', plain('iterable', isIterable)],
  [
    'callable',
    plain(
      'callable',
      (value) => (value instanceof PyObject && value.call !== undefined) || value instanceof PyUndefined,
    ),
  ],
  ['escaped', plain('escaped', (value) => value instanceof PyMarkup)],
  ['sameas', withOther('sameas', (_run, value, other) => isSame(value, other))],
  ['in', withOther('in', isIn)],
  ['==', equal],
  ['eq', equal],
  ['equalto', equal],
  ['!=', different],
  ['ne', different],
  ['>', ordered('>')],
  ['gt', ordered('>')],
  ['greaterthan', ordered('>')],
  ['>=', ordered('>=')],
  ['ge', ordered('>=')],
  ['<', ordered('<')],
  ['lt', ordered('<')],
  ['lessthan', ordered('<')],
  ['<=', ordered('<=')],
  ['le', ordered('<=')],
];

export const PREDICATES: ReadonlyMap<string, Predicate> = new Map(entries);

/** `bool(item)` when no test is named, as `select` does. */
export const TRUTH: Predicate = (_run, value) => isTrue(value);
