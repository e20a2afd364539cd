/** Parses what operators stand between: literals, names, calls, subscripts, filters and tests. */
import { parseFloat, parseInt } from './number.ts';
import type { CallArguments, Expression, FilterExpression } from './syntax.ts';
import { describedToken, type TokenStream } from './token-stream.ts';

const CONSTANTS = new Map<string, boolean | null>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);
/** Names that make a macro take what its parameters leave over. */
const EXTRAS: ReadonlySet<string> = new Set(['caller', 'varargs', 'kwargs']);

export interface TupleOptions {
  /** Default true. */
  withChoice?: boolean;
  /** A name that ends the tuple. */
  endName?: string;
  /** Where `()` is the empty tuple. */
  inParentheses?: boolean;
}

export abstract class OperandParser {
  protected readonly stream: TokenStream;
  /** One set for each macro around the current position. */
  readonly #extras: Set<string>[] = [];

  constructor(stream: TokenStream) {
    this.stream = stream;
  }

  abstract expression(): Expression;
  abstract tuple(options?: TupleOptions): Expression;

  /** Which extras are named while `body` parses. */
  collectExtras(body: () => void): Set<string> {
    const extras = new Set<string>();
    this.#extras.push(extras);
    body();
    this.#extras.pop();
    return extras;
  }

  protected primary(): Expression {
    const stream = this.stream;
    const { kind, text, line } = stream.current;
    if (kind === 'string') {
      let value = '';
      while (stream.is('string')) value += stream.next().text;
      return { kind: 'const', line, value };
    }
    if (kind !== 'name' && kind !== 'integer' && kind !== 'float') {
      return stream.nested(() => this.#bracketed());
    }
    stream.next();
    if (kind === 'name') return this.#name(text, line);
    const value = kind === 'float' ? parseFloat(text) : parseInt(text, 0);
    if (value === undefined) throw stream.fault('a number with too many digits', line);
    return { kind: 'const', line, value };
  }

  #name(text: string, line: number): Expression {
    const constant = CONSTANTS.get(text);
    if (constant !== undefined) return { kind: 'const', line, value: constant };
    if (EXTRAS.has(text)) for (const extras of this.#extras) extras.add(text);
    return { kind: 'name', line, name: text };
  }

  #bracketed(): Expression {
    const stream = this.stream;
    const { line } = stream.current;
    if (stream.skipIf('operator', '(')) {
      const inner = this.tuple({ inParentheses: true });
      stream.expect('operator', ')');
      return inner;
    }
    if (stream.skipIf('operator', '[')) {
      return { kind: 'list', line, items: this.#separated(']', () => this.expression()) };
    }
    if (!stream.skipIf('operator', '{')) throw stream.fault(`unexpected ${describedToken(stream.current)}`);
    const entries = this.#separated('}', () => {
      const key = this.expression();
      stream.expect('operator', ':');
      return { key, value: this.expression() };
    });
    return { kind: 'dict', line, entries };
  }

  #separated<T>(close: string, item: () => T): T[] {
    const items: T[] = [];
    while (!this.stream.isOperator(close)) {
      if (items.length > 0) this.stream.expect('operator', ',');
      if (this.stream.isOperator(close)) break;
      items.push(item());
    }
    this.stream.expect('operator', close);
    return items;
  }

  protected postfix(start: Expression): Expression {
    const stream = this.stream;
    let result = start;
    for (;;) {
      const { line } = stream.current;
      if (stream.skipIf('operator', '.')) result = this.#attribute(result, line);
      else if (stream.skipIf('operator', '[')) result = this.#subscript(result, line);
      else if (stream.isOperator('(')) {
        result = { kind: 'call', line, callee: result, given: this.callArguments() };
      } else return result;
    }
  }

  #attribute(object: Expression, line: number): Expression {
    const token = this.stream.next();
    if (token.kind === 'name') return { kind: 'attribute', line, object, name: token.text };
    if (token.kind !== 'integer') throw this.stream.fault('expected name or number', token.line);
    return { kind: 'item', line, object, key: { kind: 'const', line, value: parseInt(token.text, 0) ?? 0 } };
  }

  #subscript(object: Expression, line: number): Expression {
    const stream = this.stream;
    const bound = () => (stream.isOperator(':') || stream.isOperator(']') ? undefined : this.expression());
    const start = bound();
    if (start !== undefined && !stream.isOperator(':')) {
      const items = [start];
      while (stream.skipIf('operator', ',')) items.push(this.expression());
      stream.expect('operator', ']');
      return { kind: 'item', line, object, key: items.length === 1 ? start : { kind: 'tuple', line, items } };
    }
    if (start === undefined && !stream.isOperator(':')) throw stream.fault('expected subscript expression');
    stream.expect('operator', ':');
    const stop = bound();
    const step = stream.skipIf('operator', ':') ? bound() : undefined;
    stream.expect('operator', ']');
    return { kind: 'slice', line, object, start, stop, step };
  }

  callArguments(): CallArguments {
    const stream = this.stream;
    const given: CallArguments = { args: [], kwargs: [], moreArgs: undefined, moreKwargs: undefined };
    const { line } = stream.expect('operator', '(');
    const ensure = (ok: boolean) => {
      if (!ok) throw stream.fault('invalid syntax for function call expression', line);
    };
    for (let first = true; !stream.isOperator(')'); first = false) {
      if (!first) stream.expect('operator', ',');
      if (stream.isOperator(')')) break;
      const after = stream.peek(1);
      if (stream.skipIf('operator', '*')) {
        ensure(given.moreArgs === undefined && given.moreKwargs === undefined);
        given.moreArgs = this.expression();
      } else if (stream.skipIf('operator', '**')) {
        ensure(given.moreKwargs === undefined);
        given.moreKwargs = this.expression();
      } else if (stream.is('name') && after.kind === 'operator' && after.text === '=') {
        ensure(given.moreKwargs === undefined);
        const name = stream.next().text;
        stream.next();
        given.kwargs.push({ name, value: this.expression() });
      } else {
        ensure(given.moreArgs === undefined && given.moreKwargs === undefined && given.kwargs.length === 0);
        given.args.push(this.expression());
      }
    }
    stream.expect('operator', ')');
    return given;
  }

  protected filtersAndTests(start: Expression): Expression {
    const stream = this.stream;
    let result = start;
    for (;;) {
      if (stream.skipIf('operator', '|')) result = this.#filter(result);
      else if (stream.isName('is')) result = this.#test(result);
      else if (stream.isOperator('(')) {
        const { line } = stream.current;
        result = { kind: 'call', line, callee: result, given: this.callArguments() };
      } else return result;
    }
  }

  /** The filters of a block: `upper | indent(2)`. */
  filterChain(): FilterExpression {
    let result = this.#filter(undefined);
    while (this.stream.skipIf('operator', '|')) result = this.#filter(result);
    return result;
  }

  #filter(object: Expression | undefined): FilterExpression {
    const { line } = this.stream.current;
    const name = this.#dottedName();
    const given = this.stream.isOperator('(') ? this.callArguments() : noArguments();
    return { kind: 'filter', line, object, name, given };
  }

  #test(object: Expression): Expression {
    const stream = this.stream;
    const { line } = stream.next();
    const negated = stream.skipIf('name', 'not');
    const name = this.#dottedName();
    let given = noArguments();
    if (stream.isOperator('(')) given = this.callArguments();
    else if (this.#startsTestArgument()) {
      if (stream.isName('is')) throw stream.fault('You cannot chain multiple tests with is');
      given.args.push(this.postfix(this.primary()));
    }
    const test: Expression = { kind: 'test', line, object, name, given };
    return negated ? { kind: 'unary', line, operator: 'not', operand: test } : test;
  }

  #startsTestArgument(): boolean {
    const { kind, text } = this.stream.current;
    if (kind === 'name') return text !== 'else' && text !== 'or' && text !== 'and';
    if (kind === 'operator') return text === '[' || text === '{';
    return kind === 'string' || kind === 'integer' || kind === 'float';
  }

  #dottedName(): string {
    let name = this.stream.expect('name').text;
    while (this.stream.skipIf('operator', '.')) name += `.${this.stream.expect('name').text}`;
    return name;
  }
}

function noArguments(): CallArguments {
  return { args: [], kwargs: [], moreArgs: undefined, moreKwargs: undefined };
}
