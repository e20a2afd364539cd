/** Filters over numbers and over any value. */
import { bind, intArgument } from '../arguments.ts';
import { getOwnAttribute } from '../attributes.ts';
import { isTrue } from '../compare.ts';
import { roundedFloat } from '../decimal.ts';
import { TemplateFault, typeFault } from '../fault.ts';
import { asNumber, parseFloat, parseInt, toDouble, truncated } from '../number.ts';
import { signed } from '../operators.ts';
import type { Run } from '../run.ts';
import { undefinedFault } from '../text.ts';
import { isInt, orElse, PyFloat, PyUndefined, textIn, typeName, type Value } from '../value.ts';
import type { Filter, FilterEntry } from './filter.ts';

const fallback: Filter = (_context, value, given) => {
  const [other, boolean] = bind('default', ['default_value', 'boolean'], given);
  const useOther =
    value instanceof PyUndefined || (boolean !== undefined && isTrue(boolean) && !isTrue(value));
  return useOther ? orElse(other, '') : value;
};

const toInteger: Filter = ({ run }, value, given) => {
  const [other, base] = bind('int', ['default', 'base'], given);
  const text = textIn(value);
  if (text !== undefined) {
    const whole = parseInt(text, intArgument('int', base, 10));
    if (whole !== undefined) return whole;
    const float = parseFloat(text);
    return float !== undefined && Number.isFinite(float.value) ? truncated(float) : orElse(other, 0);
  }
  const number = numberOr(run, value);
  if (number === undefined || (number instanceof PyFloat && !Number.isFinite(number.value)))
    return orElse(other, 0);
  return truncated(number);
};

const toFloat: Filter = ({ run }, value, given) => {
  const [other] = bind('float', ['default'], given);
  const text = textIn(value);
  if (text !== undefined) return parseFloat(text) ?? orElse(other, new PyFloat(0));
  const number = numberOr(run, value);
  return number === undefined ? orElse(other, new PyFloat(0)) : new PyFloat(toDouble(number));
};

function numberOr(run: Run, value: Value) {
  if (value instanceof PyUndefined) throw undefinedFault(run, value);
  return asNumber(value);
}

const abs: Filter = ({ run }, value) => {
  const number = numberOr(run, value);
  if (number === undefined) throw typeFault(`bad operand type for abs(): '${typeName(value)}'`);
  const negative = number instanceof PyFloat ? number.value < 0 || Object.is(number.value, -0) : number < 0;
  return negative ? signed(run, '-', number) : number;
};

const round: Filter = ({ run }, value, given) => {
  const [digits, methodValue] = bind('round', ['precision', 'method'], given);
  const precision = intArgument('round', digits, 0);
  const method = methodValue === undefined ? 'common' : textIn(methodValue);
  if (method !== 'common' && method !== 'ceil' && method !== 'floor') {
    throw new TemplateFault('FilterArgumentError', 'method must be common, ceil or floor');
  }
  const number = numberOr(run, value);
  if (number === undefined) throw typeFault(`type ${typeName(value)} doesn't define __round__ method`);
  if (method === 'common') {
    if (isInt(number) && precision >= 0) return number;
    const rounded = roundedFloat(toDouble(number), precision);
    return isInt(number) ? truncated(new PyFloat(rounded)) : new PyFloat(rounded);
  }
  const scale = 10 ** precision;
  return new PyFloat(Math[method](toDouble(number) * scale) / scale);
};

const attr: Filter = ({ run }, value, given) => {
  const [name] = bind('attr', ['name'], given);
  const text = name === undefined ? undefined : textIn(name);
  if (text === undefined) throw typeFault('attribute name must be string');
  return getOwnAttribute(run, value, text);
};

export const VALUE_FILTERS: readonly FilterEntry[] = [
  ['default', fallback],
  ['d', fallback],
  ['int', toInteger],
  ['float', toFloat],
  ['abs', abs],
  ['round', round],
  ['attr', attr],
];
