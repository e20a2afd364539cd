/** Reads `a.b.0` from items, for filters with an attribute. */
import { getSubscript } from '../attributes.ts';
import { lowered } from '../letter-case.ts';
import { parseInt } from '../number.ts';
import type { Run } from '../run.ts';
import { isInt, PyUndefined, textIn, type Value } from '../value.ts';

/** `fallback` takes the place of undefined parts. No attribute reads the item itself. */
export function attributeGetter(run: Run, attribute: Value, fallback?: Value): (item: Value) => Value {
  const name = textIn(attribute);
  let path: Value[] = [];
  if (name !== undefined)
    path = name.split('.').map((part) => (/^\d+$/.test(part) ? (parseInt(part) ?? 0) : part));
  else if (attribute !== null) path = [isInt(attribute) ? attribute : null];
  return (item) => {
    let value = item;
    for (const part of path) {
      value = getSubscript(run, value, part);
      if (value instanceof PyUndefined && fallback !== undefined && fallback !== null) value = fallback;
    }
    return value;
  };
}

/** What sorting and grouping without case compare by. */
export function ignoringCase(value: Value): Value {
  const text = textIn(value);
  return text === undefined ? value : lowered(text);
}
