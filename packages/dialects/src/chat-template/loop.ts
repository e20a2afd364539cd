/** The `loop` variable of a `for`. Looks ahead only when it is asked to, as the reference does. */
import { bind } from './arguments.ts';
import { isEqual } from './compare.ts';
import { typeFault } from './fault.ts';
import type { Run } from './run.ts';
import { iterate, lengthIfAny } from './sequence.ts';
import { type Arguments, orElse, PyFunction, PyObject, PyUndefined, type Value } from './value.ts';

/** Renders the body of a recursive loop for other items. */
export type Recurse = (items: Value, depth: number) => string;

export class LoopObject extends PyObject {
  override readonly typeName = 'LoopContext';
  readonly #run: Run;
  readonly #recurse: Recurse | undefined;
  readonly #depth0: number;
  #items: Iterator<Value>;
  #length: number | undefined;
  #index0 = -1;
  #before: Value | undefined;
  #current: Value | undefined;
  #ahead: { value: Value | undefined } | undefined;
  #changedTo: Value[] | undefined;

  constructor(run: Run, items: Value, depth0: number, recurse: Recurse | undefined) {
    super();
    this.#run = run;
    this.#items = iterate(run, items);
    this.#length = lengthIfAny(run, items);
    this.#depth0 = depth0;
    this.#recurse = recurse;
  }

  /** The next item, or `undefined` at the end. */
  advance(): Value | undefined {
    const next = this.#peek();
    if (next === undefined) return undefined;
    this.#ahead = undefined;
    this.#index0 += 1;
    this.#before = this.#current;
    this.#current = next;
    return next;
  }

  #peek(): Value | undefined {
    if (this.#ahead === undefined) {
      const next = this.#items.next();
      this.#ahead = { value: next.done ? undefined : next.value };
    }
    return this.#ahead.value;
  }

  #size(): number {
    if (this.#length === undefined) {
      const rest = [...{ [Symbol.iterator]: () => this.#items }];
      this.#items = rest.values();
      this.#length = rest.length + this.#index0 + 1 + (this.#ahead?.value === undefined ? 0 : 1);
    }
    return this.#length;
  }

  override attribute(name: string): Value | undefined {
    switch (name) {
      case 'index':
        return this.#index0 + 1;
      case 'index0':
        return this.#index0;
      case 'revindex':
        return this.#size() - this.#index0;
      case 'revindex0':
        return this.#size() - this.#index0 - 1;
      case 'first':
        return this.#index0 === 0;
      case 'last':
        return this.#peek() === undefined;
      case 'length':
        return this.#size();
      case 'depth':
        return this.#depth0 + 1;
      case 'depth0':
        return this.#depth0;
      case 'previtem':
        return orElse(this.#before, new PyUndefined(null, { hint: 'there is no previous item' }));
      case 'nextitem':
        return orElse(this.#peek(), new PyUndefined(null, { hint: 'there is no next item' }));
      case 'cycle':
        return new PyFunction(name, ({ args }) => this.#cycle(args));
      case 'changed':
        return new PyFunction(name, ({ args }) => this.#changed(args));
      default:
        return undefined;
    }
  }

  #cycle(args: Value[]): Value {
    if (args.length === 0) throw typeFault('no items for cycling given');
    return args[this.#index0 % args.length] ?? null;
  }

  #changed(args: Value[]): boolean {
    const before = this.#changedTo;
    if (before !== undefined && isEqual(this.#run, before, args)) return false;
    this.#changedTo = args;
    return true;
  }

  override call(given: Arguments): Value {
    const [items] = bind('loop', ['iterable'], given);
    const recurse = this.#recurse;
    if (recurse === undefined) {
      throw typeFault("The loop must have the 'recursive' marker to be called recursively.");
    }
    if (items === undefined) throw typeFault('loop() needs something to walk');
    return recurse(items, this.#depth0 + 1);
  }

  override print(): string {
    return `<LoopContext ${this.#index0 + 1}/${this.#size()}>`;
  }
}
