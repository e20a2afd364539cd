/** Filters over lists and other iterables. Those that Python makes lazy are lazy here: they can be walked once. */
import { bind, intArgument } from '../arguments.ts';
import { hashKey, isEqual, isOrdered, isTrue, sorted } from '../compare.ts';
import { TemplateFault, typeFault } from '../fault.ts';
import { calculate } from '../operators.ts';
import { TRUTH } from '../predicates.ts';
import type { Run } from '../run.ts';
import { iterate, lengthOf, listOf, reversedOf } from '../sequence.ts';
import {
  type Arguments,
  orElse,
  PyDict,
  PyIterator,
  PyMarkup,
  PyTuple,
  PyUndefined,
  textIn,
  type Value,
} from '../value.ts';
import { attributeGetter, ignoringCase } from './attribute-getter.ts';
import type { Filter, FilterContext, FilterEntry } from './filter.ts';

const NONE: Arguments = { args: [], kwargs: new Map() };

function flag(value: Value | undefined): boolean {
  return value !== undefined && isTrue(value);
}

/** Reads what to compare an item by: an attribute, and without case unless told otherwise. */
function keyGetter(run: Run, attribute: Value | undefined, caseSensitive: Value | undefined) {
  const get = attributeGetter(run, attribute ?? null);
  return flag(caseSensitive) ? get : (item: Value) => ignoringCase(get(item));
}

const first: Filter = ({ run }, value) => {
  const next = iterate(run, value).next();
  return next.done ? new PyUndefined(null, { hint: 'No first item, sequence was empty.' }) : next.value;
};

const last: Filter = ({ run }, value) => {
  const reversed = reversedOf(run, value);
  if (reversed === undefined) throw typeFault('the value is not reversible');
  const next = reversed.source.next();
  return next.done ? new PyUndefined(null, { hint: 'No last item, sequence was empty.' }) : next.value;
};

const reverse: Filter = ({ run }, value) => {
  const text = textIn(value);
  if (text === undefined) return reversedOf(run, value) ?? listOf(run, value).reverse();
  run.checkText(text.length);
  const result = Array.from(text).reverse().join('');
  return value instanceof PyMarkup ? new PyMarkup(result) : result;
};

const sort: Filter = ({ run }, value, given) => {
  const [reversed, caseSensitive, attribute] = bind(
    'sort',
    ['reverse', 'case_sensitive', 'attribute'],
    given,
  );
  const items = listOf(run, value);
  const names = attribute === undefined || attribute === null ? undefined : textIn(attribute)?.split(',');
  if (names === undefined || names.length === 1) {
    const key = keyGetter(run, attribute, caseSensitive);
    return sorted(run, items, items.map(key), flag(reversed));
  }
  const getters = names.map((name) => keyGetter(run, name, caseSensitive));
  const keys = items.map((item) => getters.map((get) => get(item)));
  return sorted(run, items, keys, flag(reversed));
};

const unique: Filter = ({ run }, value, given) => {
  const [caseSensitive, attribute] = bind('unique', ['case_sensitive', 'attribute'], given);
  const key = keyGetter(run, attribute, caseSensitive);
  function* items(): Generator<Value> {
    const seen = new Set<unknown>();
    for (const item of iterate(run, value)) {
      const hash = hashKey(run, key(item));
      if (seen.has(hash)) continue;
      seen.add(hash);
      yield item;
    }
  }
  return new PyIterator(items());
};

const dictsort: Filter = ({ run }, value, given) => {
  const [caseSensitive, by, reversed] = bind('dictsort', ['case_sensitive', 'by', 'reverse'], given);
  if (value instanceof PyUndefined || !(value instanceof PyDict)) {
    throw typeFault('dictsort needs a mapping');
  }
  const side = by === undefined ? 'key' : textIn(by);
  if (side !== 'key' && side !== 'value') {
    throw new TemplateFault('FilterArgumentError', 'You can only sort by either "key" or "value"');
  }
  const entries = [...value.entries.values()];
  const keys = entries.map((entry) => (flag(caseSensitive) ? entry[side] : ignoringCase(entry[side])));
  const pairs = entries.map((entry) => new PyTuple([entry.key, entry.value]));
  return sorted(run, pairs, keys, flag(reversed));
};

const groupby: Filter = ({ run }, value, given) => {
  const names = ['attribute', 'default', 'case_sensitive'];
  const [attribute, fallback, caseSensitive] = bind('groupby', names, given);
  if (attribute === undefined) throw typeFault('groupby needs an attribute');
  const read = attributeGetter(run, attribute, fallback);
  const key = flag(caseSensitive) ? read : (item: Value) => ignoringCase(read(item));
  const items = listOf(run, value);
  const groups: { key: Value; items: Value[] }[] = [];
  for (const item of sorted(run, items, items.map(key), false)) {
    const itemKey = key(item);
    const group = groups.at(-1);
    if (group && isEqual(run, group.key, itemKey)) group.items.push(item);
    else groups.push({ key: itemKey, items: [item] });
  }
  return groups.map((group) => new PyTuple([read(group.items[0] ?? null), group.items], ['grouper', 'list']));
};

function extreme(name: 'min' | 'max'): Filter {
  return ({ run }, value, given) => {
    const [caseSensitive, attribute] = bind(name, ['case_sensitive', 'attribute'], given);
    const key = keyGetter(run, attribute, caseSensitive);
    let best: Value | undefined;
    for (const item of iterate(run, value)) {
      if (best === undefined || isOrdered(run, name === 'min' ? '<' : '>', key(item), key(best))) best = item;
    }
    return orElse(best, new PyUndefined(null, { hint: 'No aggregated item, sequence was empty.' }));
  };
}

const sum: Filter = ({ run }, value, given) => {
  const [attribute, start] = bind('sum', ['attribute', 'start'], given);
  const get = attributeGetter(run, attribute ?? null);
  let total = orElse(start, 0);
  if (textIn(total) !== undefined) throw typeFault("sum() can't sum strings [use ''.join(seq) instead]");
  for (const item of iterate(run, value)) total = calculate(run, '+', total, get(item));
  return total;
};

const map: Filter = (context, value, given) => {
  function* items(): Generator<Value> {
    if (!isTrue(value)) return;
    const change = mapping(context, given);
    for (const item of iterate(context.run, value)) yield change(item);
  }
  return new PyIterator(items());
};

function mapping(context: FilterContext, { args, kwargs }: Arguments): (item: Value) => Value {
  const attribute = kwargs.get('attribute');
  if (args.length === 0 && attribute !== undefined) {
    const [, fallback] = bind('map', ['attribute', 'default'], { args, kwargs });
    return attributeGetter(context.run, attribute, fallback);
  }
  const [name, ...rest] = args;
  const filterName = name === undefined ? undefined : textIn(name);
  if (filterName === undefined) {
    throw new TemplateFault('FilterArgumentError', 'map requires a filter argument');
  }
  return (item) => context.filter(filterName, item, { args: rest, kwargs });
}

function selecting(keep: boolean, byAttribute: boolean): Filter {
  return (context, value, given) => {
    function* items(): Generator<Value> {
      if (!isTrue(value)) return;
      const decide = decision(context, given, byAttribute);
      for (const item of iterate(context.run, value)) if (decide(item) === keep) yield item;
    }
    return new PyIterator(items());
  };
}

function decision(context: FilterContext, given: Arguments, byAttribute: boolean): (item: Value) => boolean {
  const [attribute] = given.args;
  const args = byAttribute ? given.args.slice(1) : given.args;
  if (byAttribute && attribute === undefined) {
    throw new TemplateFault('FilterArgumentError', 'Missing parameter for attribute name');
  }
  const read =
    byAttribute && attribute !== undefined ? attributeGetter(context.run, attribute) : (item: Value) => item;
  const [name, ...rest] = args;
  if (name === undefined) return (item) => TRUTH(context.run, read(item), NONE);
  const testName = textIn(name) ?? '';
  return (item) => context.test(testName, read(item), { args: rest, kwargs: given.kwargs });
}

const batch: Filter = ({ run }, value, given) => {
  const [count, fill] = bind('batch', ['linecount', 'fill_with'], given);
  const size = intArgument('batch', count, 1);
  function* groups(): Generator<Value> {
    let group: Value[] = [];
    for (const item of iterate(run, value)) {
      if (group.length === size) {
        yield group;
        group = [];
      }
      group.push(item);
    }
    if (group.length === 0) return;
    if (fill !== undefined && fill !== null && group.length < size) {
      run.checkItems(size);
      while (group.length < size) group.push(fill);
    }
    yield group;
  }
  return new PyIterator(groups());
};

const slice: Filter = ({ run }, value, given) => {
  const [count, fill] = bind('slice', ['slices', 'fill_with'], given);
  const slices = intArgument('slice', count, 1);
  function* groups(): Generator<Value> {
    const items = listOf(run, value);
    if (slices === 0) throw new TemplateFault('ZeroDivisionError', 'integer division or modulo by zero');
    const size = Math.floor(items.length / slices);
    const longer = items.length % slices;
    let at = 0;
    for (let i = 0; i < slices; i++) {
      run.spend(1);
      const end = at + size + (i < longer ? 1 : 0);
      const group = items.slice(at, end);
      if (fill !== undefined && fill !== null && i >= longer) group.push(fill);
      at = end;
      yield group;
    }
  }
  return new PyIterator(groups());
};

const items: Filter = (_context, value) => {
  if (value instanceof PyUndefined) return new PyIterator([].values());
  function* pairs(): Generator<Value> {
    if (!(value instanceof PyDict)) throw typeFault('Can only get item pairs from a mapping.');
    for (const { key, value: item } of value.entries.values()) yield new PyTuple([key, item]);
  }
  return new PyIterator(pairs());
};

export const SEQUENCE_FILTERS: readonly FilterEntry[] = [
  ['first', first],
  ['last', last],
  ['length', ({ run }, value) => lengthOf(run, value)],
  ['count', ({ run }, value) => lengthOf(run, value)],
  ['list', ({ run }, value) => listOf(run, value)],
  ['reverse', reverse],
  ['sort', sort],
  ['unique', unique],
  ['dictsort', dictsort],
  ['groupby', groupby],
  ['min', extreme('min')],
  ['max', extreme('max')],
  ['sum', sum],
  ['map', map],
  ['select', selecting(true, false)],
  ['reject', selecting(false, false)],
  ['selectattr', selecting(true, true)],
  ['rejectattr', selecting(false, true)],
  ['batch', batch],
  ['slice', slice],
  ['items', items],
];
