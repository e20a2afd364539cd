/** A macro, or the body of a call block, as a value that can be called. */
import { typeFault } from './fault.ts';
import type { Run } from './run.ts';
import type { Expression, MacroBody } from './syntax.ts';
import { type Arguments, PyDict, PyObject, PyTuple, PyUndefined, type Value } from './value.ts';

/** Writes the body of a macro with its parameters bound. A parameter that was not given is absent. */
export type MacroRenderer = (bound: Map<string, Value>, missing: MissingParameter[]) => void;

/** In order of the parameters; those without a default become undefined values. */
export interface MissingParameter {
  name: string;
  fallback: Expression | undefined;
}

export class Macro extends PyObject {
  override readonly typeName = 'Macro';
  readonly #run: Run;
  readonly #name: string | undefined;
  readonly #macro: MacroBody;
  readonly #render: MacroRenderer;

  constructor(run: Run, name: string | undefined, macro: MacroBody, render: MacroRenderer) {
    super();
    this.#run = run;
    this.#name = name;
    this.#macro = macro;
    this.#render = render;
  }

  override attribute(name: string): Value | undefined {
    const { parameters, extras } = this.#macro;
    switch (name) {
      case 'name':
        return this.#name ?? null;
      case 'arguments':
        return new PyTuple(parameters.names);
      case 'catch_kwargs':
        return extras.has('kwargs');
      case 'catch_varargs':
        return extras.has('varargs');
      case 'caller':
        return extras.has('caller');
      default:
        return undefined;
    }
  }

  override call({ args, kwargs }: Arguments): Value {
    const { parameters, extras } = this.#macro;
    const { names, defaults } = parameters;
    const rest = new Map(kwargs);
    const bound = new Map<string, Value>();
    const missing: MissingParameter[] = [];
    names.forEach((name, i) => {
      const value = i < args.length ? args[i] : take(rest, name);
      if (value === undefined) missing.push({ name, fallback: defaults[i - names.length + defaults.length] });
      else bound.set(name, value);
    });
    const label = this.#name === undefined ? 'None' : `'${this.#name}'`;
    if (extras.has('caller')) {
      bound.set('caller', take(rest, 'caller') ?? new PyUndefined('caller', { hint: 'No caller defined' }));
    }
    const [unknown] = rest.keys();
    if (extras.has('kwargs')) bound.set('kwargs', dictOf(rest));
    else if (unknown !== undefined) throw typeFault(`macro ${label} takes no keyword argument '${unknown}'`);
    if (extras.has('varargs')) bound.set('varargs', new PyTuple(args.slice(names.length)));
    else if (args.length > names.length) {
      throw typeFault(`macro ${label} takes not more than ${names.length} argument(s)`);
    }
    const { line } = this.#run;
    const text = this.#run.nested(() => this.#run.capture(() => this.#render(bound, missing)));
    this.#run.line = line;
    return text;
  }

  override print(): string {
    return this.#name === undefined ? '<Macro anonymous>' : `<Macro '${this.#name}'>`;
  }
}

function take(values: Map<string, Value>, name: string): Value | undefined {
  const value = values.get(name);
  values.delete(name);
  return value;
}

function dictOf(values: Map<string, Value>): PyDict {
  const dict = new PyDict();
  for (const [name, value] of values) dict.setText(name, value);
  return dict;
}
