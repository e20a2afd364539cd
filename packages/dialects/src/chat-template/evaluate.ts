/** Evaluates expressions. Every node costs a step, so that no template runs for ever. */
import { getAttribute, getSubscript } from './attributes.ts';
import { ENGINE_TESTS, filterExists, testExists } from './check-names.ts';
import { isEqual, isIn, isOrdered, isTrue, setItem } from './compare.ts';
import { TemplateFault, typeFault } from './fault.ts';
import { FILTERS, type FilterContext } from './filters/index.ts';
import { calculate, signed } from './operators.ts';
import { PREDICATES } from './predicates.ts';
import type { Run } from './run.ts';
import type { Scope } from './scope.ts';
import { iterate, sliceOf } from './sequence.ts';
import type { CallArguments, CompareOperator, Expression, FilterExpression } from './syntax.ts';
import { asText, undefinedFault } from './text.ts';
import {
  type Arguments,
  PyDict,
  PyFunction,
  PyObject,
  PyTuple,
  PyUndefined,
  textIn,
  typeName,
  type Value,
} from './value.ts';

const NO_ARGUMENTS: Arguments = { args: [], kwargs: new Map() };

export class Evaluator implements FilterContext {
  readonly run: Run;

  constructor(run: Run) {
    this.run = run;
  }

  evaluate(node: Expression, scope: Scope): Value {
    const { run } = this;
    run.spend(1);
    run.line = node.line;
    switch (node.kind) {
      case 'const':
        return node.value;
      case 'name': {
        const value = scope.get(node.name);
        return value === undefined ? new PyUndefined(node.name) : value;
      }
      case 'attribute':
        return getAttribute(run, this.evaluate(node.object, scope), node.name);
      case 'item': {
        const object = this.evaluate(node.object, scope);
        return getSubscript(run, object, this.evaluate(node.key, scope));
      }
      case 'slice':
        return this.#slice(node, scope);
      case 'call': {
        const callee = this.evaluate(node.callee, scope);
        return this.call(callee, this.arguments(node.given, scope), node.line);
      }
      case 'filter':
        return this.applyFilter(node, scope);
      case 'test': {
        const value = this.evaluate(node.object, scope);
        const given = this.arguments(node.given, scope);
        run.line = node.line;
        return this.test(node.name, value, given);
      }
      case 'unary': {
        const value = this.evaluate(node.operand, scope);
        return node.operator === 'not' ? !isTrue(value) : signed(run, node.operator, value);
      }
      case 'arithmetic': {
        const left = this.evaluate(node.left, scope);
        return calculate(run, node.operator, left, this.evaluate(node.right, scope));
      }
      case 'logic': {
        const left = this.evaluate(node.left, scope);
        return isTrue(left) === (node.operator === 'and') ? this.evaluate(node.right, scope) : left;
      }
      case 'compare':
        return this.#compare(node, scope);
      case 'concat':
        return this.#concat(node.parts, scope);
      case 'choice':
        if (isTrue(this.evaluate(node.test, scope))) return this.evaluate(node.value, scope);
        return node.otherwise === undefined ? noElse(node.line) : this.evaluate(node.otherwise, scope);
      case 'list':
        return node.items.map((item) => this.evaluate(item, scope));
      case 'tuple':
        return new PyTuple(node.items.map((item) => this.evaluate(item, scope)));
      case 'dict': {
        const dict = new PyDict();
        for (const { key, value } of node.entries) {
          const keyValue = this.evaluate(key, scope);
          setItem(run, dict, keyValue, this.evaluate(value, scope));
        }
        return dict;
      }
    }
  }

  #slice(node: Extract<Expression, { kind: 'slice' }>, scope: Scope): Value {
    const object = this.evaluate(node.object, scope);
    const bound = (part: Expression | undefined) => (part === undefined ? null : this.evaluate(part, scope));
    const bounds = { start: bound(node.start), stop: bound(node.stop), step: bound(node.step) };
    return sliceOf(this.run, object, bounds);
  }

  #compare(node: Extract<Expression, { kind: 'compare' }>, scope: Scope): boolean {
    let left = this.evaluate(node.first, scope);
    for (const { operator, operand } of node.rest) {
      const right = this.evaluate(operand, scope);
      if (!this.#holds(operator, left, right)) return false;
      left = right;
    }
    return true;
  }

  #holds(operator: CompareOperator, left: Value, right: Value): boolean {
    const { run } = this;
    switch (operator) {
      case '==':
        return isEqual(run, left, right);
      case '!=':
        return !isEqual(run, left, right);
      case 'in':
        return isIn(run, left, right);
      case 'not in':
        return !isIn(run, left, right);
      case '<':
      case '<=':
      case '>':
      case '>=':
        return isOrdered(run, operator, left, right);
    }
  }

  #concat(parts: Expression[], scope: Scope): string {
    let result = '';
    const values = parts.map((part) => this.evaluate(part, scope));
    for (const value of values) {
      result += asText(this.run, value);
      this.run.checkText(result.length);
    }
    return result;
  }

  arguments(given: CallArguments, scope: Scope): Arguments {
    const { args, kwargs, moreArgs, moreKwargs } = given;
    if (args.length === 0 && kwargs.length === 0 && moreArgs === undefined && moreKwargs === undefined) {
      return NO_ARGUMENTS;
    }
    const values = args.map((item) => this.evaluate(item, scope));
    const named = new Map(kwargs.map(({ name, value }) => [name, this.evaluate(value, scope)]));
    if (moreArgs !== undefined) {
      for (const item of iterate(this.run, this.evaluate(moreArgs, scope))) values.push(item);
    }
    if (moreKwargs !== undefined) {
      const more = this.evaluate(moreKwargs, scope);
      if (!(more instanceof PyDict)) throw typeFault('argument after ** must be a mapping');
      for (const { key, value } of more.entries.values()) {
        const name = textIn(key);
        if (name === undefined) throw typeFault('keywords must be strings');
        if (named.has(name)) throw typeFault(`got multiple values for keyword argument '${name}'`);
        named.set(name, value);
      }
    }
    return { args: values, kwargs: named };
  }

  call(callee: Value, given: Arguments, line: number): Value {
    this.run.line = line;
    if (callee instanceof PyFunction) return callee.call(given);
    if (callee instanceof PyObject && callee.call) return callee.call(given);
    if (callee instanceof PyUndefined) throw undefinedFault(this.run, callee);
    throw typeFault(`'${typeName(callee)}' object is not callable`);
  }

  /** `input` stands in for the value at the head of a filter block. */
  applyFilter(node: FilterExpression, scope: Scope, input: Value = null): Value {
    let value = input;
    if (node.object?.kind === 'filter') value = this.applyFilter(node.object, scope, input);
    else if (node.object !== undefined) value = this.evaluate(node.object, scope);
    const given = this.arguments(node.given, scope);
    this.run.line = node.line;
    return this.filter(node.name, value, given);
  }

  filter(name: string, value: Value, given: Arguments): Value {
    this.run.spend(1);
    const filter = FILTERS.get(name);
    if (filter !== undefined) return filter(this, value, given);
    const reason = filterExists(name)
      ? `The filter '${name}' is not supported.`
      : `No filter named '${name}' found.`;
    throw new TemplateFault('TemplateRuntimeError', reason);
  }

  test(name: string, value: Value, given: Arguments): boolean {
    this.run.spend(1);
    const predicate = PREDICATES.get(name);
    if (predicate !== undefined) return predicate(this.run, value, given);
    if (!ENGINE_TESTS.has(name)) {
      throw new TemplateFault('TemplateRuntimeError', `No test named '${name}' found.`);
    }
    const asked = textIn(value) ?? '';
    return name === 'filter' ? filterExists(asked) : testExists(asked);
  }
}

function noElse(line: number): PyUndefined {
  const hint = `the inline if-expression on line ${line} evaluated to false and no else section was defined.`;
  return new PyUndefined(null, { hint });
}
