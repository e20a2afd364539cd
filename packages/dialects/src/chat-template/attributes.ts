/**
 * `value.name` and `value[key]` under the rules of the reference's immutable sandbox. Attributes are those that this
 * file knows and nothing else; names with a leading underscore and methods that change a value give an undefined value
 * whose use is a `SecurityError`.
 */
import { bind } from './arguments.ts';
import { braceFormat } from './brace-format.ts';
import { getItem, isEqual } from './compare.ts';
import { TemplateFault, typeFault } from './fault.ts';
import { escaped } from './markup.ts';
import type { Run } from './run.ts';
import { itemAt, iterate } from './sequence.ts';
import { CLOSED_STRING_METHODS, STRING_METHODS } from './string-methods.ts';
import { undefinedFault } from './text.ts';
import {
  type Arguments,
  orElse,
  PyDict,
  PyFunction,
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

const MUTATING_LIST: ReadonlySet<string> = new Set([
  'append',
  'clear',
  'pop',
  'reverse',
  'insert',
  'sort',
  'extend',
  'remove',
]);
const MUTATING_DICT: ReadonlySet<string> = new Set(['clear', 'pop', 'popitem', 'setdefault', 'update']);
/** Every object of Python has these; they are there, and not reachable. */
const INTERNAL: ReadonlySet<string> = new Set(
  (
    'class delattr dir doc eq format ge getattribute getstate gt hash init init_subclass le lt ne new reduce ' +
    'reduce_ex repr setattr sizeof str subclasshook'
  )
    .split(' ')
    .map((name) => `__${name}__`),
);

/** `object.name`: an attribute if there is one, else an item. */
export function getAttribute(run: Run, object: Value, name: string): Value {
  if (object instanceof PyUndefined) return ofUndefined(run, object, name);
  const attribute = builtinAttribute(run, object, name);
  if (attribute !== undefined) return attribute;
  const item = itemOf(run, object, name);
  return item === undefined ? missing(object, name) : item;
}

/** `object.name` without its items, as the filter `attr` reads it. */
export function getOwnAttribute(run: Run, object: Value, name: string): Value {
  if (object instanceof PyUndefined) return ofUndefined(run, object, name);
  return orElse(builtinAttribute(run, object, name), missing(object, name));
}

function ofUndefined(run: Run, object: PyUndefined, name: string): Value {
  if (INTERNAL.has(name)) return unsafe(object, name);
  throw undefinedFault(run, object);
}

/** `object[key]`: an item if there is one, else, for a text, an attribute. */
export function getSubscript(run: Run, object: Value, key: Value): Value {
  if (object instanceof PyUndefined) throw undefinedFault(run, object);
  const item = itemOf(run, object, key);
  if (item !== undefined) return item;
  const name = textIn(key);
  const attribute = name === undefined ? undefined : builtinAttribute(run, object, name);
  return attribute === undefined ? missing(object, key) : attribute;
}

function missing(object: Value, name: Value): PyUndefined {
  return new PyUndefined(name, { owner: object === null ? 'None' : `${typeName(object)} object` });
}

function unsafe(object: Value, name: string): PyUndefined {
  const hint = `access to attribute '${name}' of '${typeName(object)}' object is unsafe.`;
  return new PyUndefined(name, { hint, unsafe: true });
}

/** An item, or `undefined` where Python raises a `TypeError` or `LookupError`. */
function itemOf(run: Run, object: Value, key: Value): Value | undefined {
  if (object instanceof PyDict) {
    if (typeof key === 'string') return object.getText(key);
    return Array.isArray(key) || key instanceof PyDict ? undefined : getItem(run, object, key);
  }
  if (typeof key === 'number') return itemAt(run, object, key);
  return typeof key === 'boolean' ? itemAt(run, object, Number(key)) : undefined;
}

function builtinAttribute(run: Run, object: Value, name: string): Value | undefined {
  if (object instanceof PyDict) return dictMethod(run, object, name);
  if (object instanceof PyObject) {
    const own = object.attribute(name);
    return own === undefined && INTERNAL.has(name) ? unsafe(object, name) : own;
  }
  if (INTERNAL.has(name)) return unsafe(object, name);
  const text = textIn(object);
  if (text !== undefined) return stringMethod(run, object, text, name);
  if (Array.isArray(object)) {
    if (MUTATING_LIST.has(name)) return unsafe(object, name);
    if (name === 'copy') return new PyFunction(name, (given) => (bind(name, [], given), object.slice()));
    return searchMethod(run, object, name);
  }
  if (object instanceof PyTuple) {
    const at = object.names.indexOf(name);
    return at >= 0 ? object.items[at] : searchMethod(run, object.items, name);
  }
  if (object instanceof PyRange && (name === 'start' || name === 'stop' || name === 'step'))
    return object[name];
  return object instanceof PyView && name === 'mapping' ? object.dict : undefined;
}

function dictMethod(run: Run, dict: PyDict, name: string): Value | undefined {
  switch (name) {
    case 'get':
      return new PyFunction(name, (given) => {
        if (given.kwargs.size > 0) throw typeFault('dict.get() takes no keyword arguments');
        const [key, fallback] = bind(name, ['key', 'default'], given);
        if (key === undefined) throw typeFault('get expected at least 1 argument, got 0');
        return orElse(getItem(run, dict, key), fallback ?? null);
      });
    case 'keys':
    case 'values':
    case 'items':
      return new PyFunction(name, (given) => (bind(name, [], given), new PyView(dict, name)));
    case 'copy':
      return new PyFunction(name, (given) => {
        bind(name, [], given);
        const copy = new PyDict();
        run.checkItems(dict.entries.size);
        for (const [hash, entry] of dict.entries) copy.entries.set(hash, { ...entry });
        return copy;
      });
    default:
      return MUTATING_DICT.has(name) || INTERNAL.has(name) ? unsafe(dict, name) : undefined;
  }
}

function searchMethod(run: Run, items: readonly Value[], name: string): Value | undefined {
  if (name !== 'index' && name !== 'count') return undefined;
  return new PyFunction(name, (given) => {
    const [wanted] = bind(name, ['value'], given);
    if (wanted === undefined) throw typeFault(`${name} expected at least 1 argument, got 0`);
    run.checkItems(items.length);
    if (name === 'count') return items.filter((item) => isEqual(run, item, wanted)).length;
    const at = items.findIndex((item) => isEqual(run, item, wanted));
    if (at < 0) throw new TemplateFault('ValueError', 'the value is not in list');
    return at;
  });
}

function stringMethod(run: Run, object: Value, text: string, name: string): Value | undefined {
  if (name === 'format' || name === 'format_map') {
    return new PyFunction(name, (given) => formatText(run, object, text, name, given));
  }
  const method = STRING_METHODS.get(name);
  if (method === undefined) return CLOSED_STRING_METHODS.has(name) ? unsafe(object, name) : undefined;
  if (!(object instanceof PyMarkup)) return new PyFunction(name, (given) => method(run, text, given));
  return new PyFunction(name, (given) => marked(method(run, text, escapedArguments(run, name, given))));
}

function formatText(run: Run, object: Value, text: string, name: string, given: Arguments): Value {
  const access = {
    attribute: (target: Value, key: string) => getAttribute(run, target, key),
    item: (target: Value, key: Value) => getSubscript(run, target, key),
  };
  let fields = given;
  if (name === 'format_map') {
    const [mapping] = bind(name, ['mapping'], given);
    if (!(mapping instanceof PyDict)) throw typeFault('format_map() takes exactly one mapping');
    fields = { args: [], kwargs: new Map() };
    for (const { key, value } of mapping.entries.values()) {
      if (typeof key === 'string') fields.kwargs.set(key, value);
    }
  }
  if (!(object instanceof PyMarkup)) return braceFormat(run, text, fields, access);
  return new PyMarkup(braceFormat(run, text, fields, access, (value) => escaped(run, value)));
}

/** Methods of marked text that put an argument into the result. */
const ESCAPING: ReadonlySet<string> = new Set(['join', 'replace', 'center', 'ljust', 'rjust']);

function escapedArguments(run: Run, name: string, given: Arguments): Arguments {
  if (!ESCAPING.has(name)) return given;
  if (name === 'join') {
    const [items] = bind(name, ['iterable'], given);
    const parts = items === undefined ? [] : [...iterate(run, items)].map((item) => escaped(run, item));
    return { args: [parts], kwargs: new Map() };
  }
  const args = given.args.map((value) => (textIn(value) === undefined ? value : escaped(run, value)));
  return { args, kwargs: given.kwargs };
}

/** Texts that a method of marked text gives are marked as well. */
function marked(value: Value): Value {
  if (typeof value === 'string') return new PyMarkup(value);
  const mark = (item: Value) => (typeof item === 'string' ? new PyMarkup(item) : item);
  if (Array.isArray(value)) return value.map(mark);
  return value instanceof PyTuple ? new PyTuple(value.items.map(mark)) : value;
}
