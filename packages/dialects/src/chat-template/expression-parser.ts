/** Parses expressions, with Jinja's precedence: filters and tests bind tightest, then `**`, `*`, `~`, `+`, comparisons. */
import { OperandParser, type TupleOptions } from './operand-parser.ts';
import type { CompareOperator, Expression } from './syntax.ts';
import { describedToken } from './token-stream.ts';

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
export class ExpressionParser extends OperandParser {
  override expression(withChoice = true): Expression {
    return this.stream.nested(() => (withChoice ? this.#choice() : this.#or()));
  }

  /** An expression, or a tuple when there are commas. `endName` is a name that ends it. */
  override tuple(options: TupleOptions = {}): Expression {
    const stream = this.stream;
    const line = stream.current.line;
    const items: Expression[] = [];
    let isTuple = false;
    for (;;) {
      if (items.length > 0) stream.expect('operator', ',');
      if (this.#isTupleEnd(options.endName)) break;
      items.push(this.expression(options.withChoice ?? true));
      if (!stream.isOperator(',')) break;
      isTuple = true;
    }
    const [only] = items;
    if (!isTuple && only !== undefined) return only;
    if (items.length === 0 && !options.inParentheses) {
      throw stream.fault(`Expected an expression, got ${describedToken(stream.current)}`);
    }
    return { kind: 'tuple', line, items };
  }

  #isTupleEnd(endName: string | undefined): boolean {
    const stream = this.stream;
    if (stream.is('variable_end') || stream.is('block_end') || stream.isOperator(')')) return true;
    return endName !== undefined && stream.isName(endName);
  }

  #choice(): Expression {
    const stream = this.stream;
    let line = stream.current.line;
    let result = this.#or();
    while (stream.skipIf('name', 'if')) {
      const test = this.#or();
      const otherwise = stream.skipIf('name', 'else') ? stream.nested(() => this.#choice()) : undefined;
      result = { kind: 'choice', line, test, value: result, otherwise };
      line = stream.current.line;
    }
    return result;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.stream.isName('or')) {
      const { line } = this.stream.next();
      left = { kind: 'logic', line, operator: 'or', left, right: this.#and() };
    }
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.stream.isName('and')) {
      const { line } = this.stream.next();
      left = { kind: 'logic', line, operator: 'and', left, right: this.#not() };
    }
    return left;
  }

  #not(): Expression {
    if (!this.stream.isName('not')) return this.#compare();
    const { line } = this.stream.next();
    return { kind: 'unary', line, operator: 'not', operand: this.stream.nested(() => this.#not()) };
  }

  #compare(): Expression {
    const { line } = this.stream.current;
    const first = this.#sum();
    const rest: { operator: CompareOperator; operand: Expression }[] = [];
    for (let operator = this.#comparison(); operator !== undefined; operator = this.#comparison()) {
      rest.push({ operator, operand: this.#sum() });
    }
    return rest.length === 0 ? first : { kind: 'compare', line, first, rest };
  }

  #comparison(): CompareOperator | undefined {
    const stream = this.stream;
    const { kind, text } = stream.current;
    if (kind === 'operator' && COMPARISONS.has(text)) return stream.next().text as CompareOperator;
    if (stream.skipIf('name', 'in')) return 'in';
    const after = stream.peek(1);
    if (!stream.isName('not') || after.kind !== 'name' || after.text !== 'in') return undefined;
    stream.next();
    stream.next();
    return 'not in';
  }

  #sum(): Expression {
    let left = this.#concat();
    while (this.stream.isOperator('+') || this.stream.isOperator('-')) {
      const { text, line } = this.stream.next();
      left = { kind: 'arithmetic', line, operator: text === '+' ? '+' : '-', left, right: this.#concat() };
    }
    return left;
  }

  #concat(): Expression {
    const { line } = this.stream.current;
    const first = this.#product();
    if (!this.stream.isOperator('~')) return first;
    const parts = [first];
    while (this.stream.skipIf('operator', '~')) parts.push(this.#product());
    return { kind: 'concat', line, parts };
  }

  #product(): Expression {
    let left = this.#power();
    for (;;) {
      const { kind, text, line } = this.stream.current;
      if (kind !== 'operator') return left;
      if (text !== '*' && text !== '/' && text !== '//' && text !== '%') return left;
      this.stream.next();
      left = { kind: 'arithmetic', line, operator: text, left, right: this.#power() };
    }
  }

  #power(): Expression {
    let left = this.#unary(true);
    while (this.stream.isOperator('**')) {
      const { line } = this.stream.next();
      left = { kind: 'arithmetic', line, operator: '**', left, right: this.#unary(true) };
    }
    return left;
  }

  #unary(withFilter: boolean): Expression {
    const { kind, text, line } = this.stream.current;
    let result: Expression;
    if (kind === 'operator' && (text === '-' || text === '+')) {
      this.stream.next();
      const operand = this.stream.nested(() => this.#unary(false));
      result = { kind: 'unary', line, operator: text, operand };
    } else {
      result = this.primary();
    }
    result = this.postfix(result);
    return withFilter ? this.filtersAndTests(result) : result;
  }
}
