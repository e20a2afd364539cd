/**
 * The values of a template, with the meaning that they have in Python. Nothing of the host is among them: lists are
 * arrays that are only ever indexed by number, dictionaries are `PyDict`, and attributes exist only where this folder
 * defines them.
 *
 * An int is a `number` while it is a safe integer and a `bigint` beyond; a float is always a `PyFloat`.
 */

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Value[]
  | PyFloat
  | PyMarkup
  | PyTuple
  | PyDict
  | PyView
  | PyRange
  | PyIterator
  | PyUndefined
  | PyObject;

export type Arguments = { args: Value[]; kwargs: Map<string, Value> };

export class PyFloat {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A string that is marked as safe: joining it with a plain string escapes the plain one. */
export class PyMarkup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export class PyTuple {
  readonly items: readonly Value[];
  /** Names of the items, for the groups that `groupby` makes. */
  readonly names: readonly string[];
  constructor(items: readonly Value[], names: readonly string[] = []) {
    this.items = items;
    this.names = names;
  }
}

/** What a dictionary compares keys by. */
export type HashKey = string | number | bigint | null | PyObject | PyUndefined;

/** Keeps insertion order. Built once, then only read, except while it is being filled by its maker. */
export class PyDict {
  readonly entries = new Map<HashKey, { key: Value; value: Value }>();

  /** For keys that are plain strings. */
  setText(key: string, value: Value): void {
    this.entries.set(key, { key, value });
  }

  getText(key: string): Value | undefined {
    return this.entries.get(key)?.value;
  }
}

/** `keys()`, `values()` and `items()` of a dictionary. */
export class PyView {
  readonly dict: PyDict;
  readonly part: 'keys' | 'values' | 'items';
  constructor(dict: PyDict, part: 'keys' | 'values' | 'items') {
    this.dict = dict;
    this.part = part;
  }
}

export class PyRange {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  constructor(start: number, stop: number, step: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  get length(): number {
    return Math.max(0, Math.ceil((this.stop - this.start) / this.step));
  }
}

/** Can be walked once, as Python's generators and iterators. Always true, has no length and no items by number. */
export class PyIterator {
  readonly typeName: string;
  readonly source: Iterator<Value>;
  constructor(source: Iterator<Value>, typeName = 'generator') {
    this.source = source;
    this.typeName = typeName;
  }
}

/** Prints as nothing, iterates as nothing, is false; every other use is an error. */
export class PyUndefined {
  readonly name: Value;
  /** Of the object that lacks it, in the wording of messages; absent for a variable. */
  readonly owner: string | undefined;
  readonly hint: string | undefined;
  readonly unsafe: boolean;
  constructor(name: Value, options: { owner?: string; hint?: string; unsafe?: boolean } = {}) {
    this.name = name;
    this.owner = options.owner;
    this.hint = options.hint;
    this.unsafe = options.unsafe ?? false;
  }
}

/** Everything with attributes of its own: functions, macros, `loop`, namespaces. */
export abstract class PyObject {
  abstract readonly typeName: string;
  /** The attribute of that name, or `undefined`. Names are data of the template: never look them up on `this`. */
  attribute(_name: string): Value | undefined {
    return undefined;
  }
  /** Absent when it cannot be called. */
  call?(given: Arguments): Value;
  /** Absent when it cannot be iterated. */
  iterate?(): Iterator<Value>;
  print(): string {
    return `<${this.typeName} object>`;
  }
}

export class PyFunction extends PyObject {
  override readonly typeName: string;
  readonly name: string;
  readonly #body: (given: Arguments) => Value;
  constructor(
    name: string,
    body: (given: Arguments) => Value,
    typeName: 'builtin_function_or_method' | 'function' | 'type' = 'builtin_function_or_method',
  ) {
    super();
    this.name = name;
    this.#body = body;
    this.typeName = typeName;
  }
  override call(given: Arguments): Value {
    return this.#body(given);
  }
  override print(): string {
    if (this.typeName === 'type') return `<class '${this.name}'>`;
    return this.typeName === 'function' ? `<function ${this.name}>` : `<built-in method ${this.name}>`;
  }
}

/** The one mutable object of templates: `{% set ns.x = … %}`. */
export class PyNamespace extends PyObject {
  override readonly typeName = 'Namespace';
  readonly attributes = new Map<string, Value>();
  override attribute(name: string): Value | undefined {
    return this.attributes.get(name);
  }
}

/** `type(value).__name__` of Python. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (isInt(value)) return 'int';
  if (typeof value === 'string') return 'str';
  if (Array.isArray(value)) return 'list';
  if (value instanceof PyDict) return 'dict';
  if (value instanceof PyFloat) return 'float';
  if (value instanceof PyMarkup) return 'Markup';
  if (value instanceof PyTuple) return value.names.length > 0 ? '_GroupTuple' : 'tuple';
  if (value instanceof PyView) return `dict_${value.part}`;
  if (value instanceof PyRange) return 'range';
  if (value instanceof PyUndefined) return 'Undefined';
  return value.typeName;
}

/** The characters of a string or of a marked string; `undefined` for anything else. */
export function textIn(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof PyMarkup ? value.text : undefined;
}

/** `value` where there is one; `None` is one. */
export function orElse(value: Value | undefined, fallback: Value): Value {
  return value === undefined ? fallback : value;
}

export function isInt(value: Value): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}
