/** What every chat template can call without being given it. */
import { bind, textArgument } from './arguments.ts';
import { setItem } from './compare.ts';
import { TemplateFault, typeFault } from './fault.ts';
import type { Run } from './run.ts';
import { iterate, unpack } from './sequence.ts';
import { strftime } from './strftime.ts';
import { asText } from './text.ts';
import {
  type Arguments,
  orElse,
  PyDict,
  PyFunction,
  PyNamespace,
  PyObject,
  PyRange,
  type Value,
} from './value.ts';

/** As the reference's sandbox sets it. */
const MAX_RANGE = 100_000;

export function globalFunctions(run: Run, wallClockMs: number): Map<string, Value> {
  const table: [string, (given: Arguments) => Value][] = [
    ['range', ({ args, kwargs }) => range(args, kwargs)],
    ['dict', (given) => dict(run, given)],
    ['namespace', (given) => namespace(run, given)],
    ['cycler', ({ args }) => new Cycler(args)],
    ['joiner', (given) => new Joiner(orElse(bind('joiner', ['sep'], given)[0], ', '))],
    [
      'raise_exception',
      (given) => {
        const [message] = bind('raise_exception', ['message'], given);
        throw new TemplateFault('TemplateError', message === undefined ? '' : asText(run, message));
      },
    ],
    [
      'strftime_now',
      (given) =>
        strftime(textArgument('strftime_now', bind('strftime_now', ['format'], given)[0]), wallClockMs),
    ],
  ];
  return new Map(table.map(([name, body]) => [name, new PyFunction(name, body, 'function')]));
}

function range(args: Value[], kwargs: Map<string, Value>): PyRange {
  if (kwargs.size > 0) throw typeFault('range() takes no keyword arguments');
  if (args.length < 1 || args.length > 3)
    throw typeFault(`range expected 1 to 3 arguments, got ${args.length}`);
  const numbers = args.map((value) => {
    if (typeof value === 'number') return value;
    if (typeof value === 'boolean') return Number(value);
    throw typeFault('range() arguments must be integers');
  });
  const [a = 0, b, step = 1] = numbers;
  if (step === 0) throw new TemplateFault('ValueError', 'range() arg 3 must not be zero');
  const made = new PyRange(b === undefined ? 0 : a, b ?? a, step);
  if (made.length > MAX_RANGE) {
    throw new TemplateFault('OverflowError', `Range too big: more than ${MAX_RANGE} items.`);
  }
  return made;
}

function dict(run: Run, { args, kwargs }: Arguments): PyDict {
  const made = new PyDict();
  const [source] = bind('dict', ['source'], { args, kwargs: new Map() });
  if (source instanceof PyDict) {
    for (const [hash, entry] of source.entries) made.entries.set(hash, { ...entry });
  } else if (source !== undefined) {
    for (const pair of iterate(run, source)) {
      const [key = null, value = null] = unpack(run, pair, 2);
      setItem(run, made, key, value);
    }
  }
  for (const [name, value] of kwargs) made.setText(name, value);
  return made;
}

function namespace(run: Run, given: Arguments): PyNamespace {
  const made = new PyNamespace();
  for (const { key, value } of dict(run, given).entries.values()) {
    if (typeof key === 'string') made.attributes.set(key, value);
  }
  return made;
}

class Cycler extends PyObject {
  override readonly typeName = 'Cycler';
  readonly #items: Value[];
  #at = 0;

  constructor(items: Value[]) {
    super();
    if (items.length === 0) throw typeFault('at least one item has to be provided');
    this.#items = items;
  }

  override attribute(name: string): Value | undefined {
    if (name === 'current') return this.#items[this.#at] ?? null;
    if (name === 'next') return new PyFunction(name, () => this.#next());
    if (name !== 'reset') return undefined;
    return new PyFunction(name, () => {
      this.#at = 0;
      return null;
    });
  }

  #next(): Value {
    const item = this.#items[this.#at] ?? null;
    this.#at = (this.#at + 1) % this.#items.length;
    return item;
  }
}

class Joiner extends PyObject {
  override readonly typeName = 'Joiner';
  readonly #separator: Value;
  #used = false;

  constructor(separator: Value) {
    super();
    this.#separator = separator;
  }

  override call(): Value {
    if (this.#used) return this.#separator;
    this.#used = true;
    return '';
  }
}
