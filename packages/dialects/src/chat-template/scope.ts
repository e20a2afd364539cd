/** The variables that a part of a template sees. Reading looks outwards; writing stays inside. */
import type { Value } from './value.ts';

export class Scope {
  readonly #parent: Scope | undefined;
  #variables: Map<string, Value> | undefined;

  constructor(parent?: Scope, variables?: Map<string, Value>) {
    this.#parent = parent;
    this.#variables = variables;
  }

  get(name: string): Value | undefined {
    const own = this.#variables?.get(name);
    return own === undefined ? this.#parent?.get(name) : own;
  }

  set(name: string, value: Value): void {
    this.#variables ??= new Map();
    this.#variables.set(name, value);
  }
}
