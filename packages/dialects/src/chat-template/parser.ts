/** Parses the tags of a template into statements. */
import { ExpressionParser } from './expression-parser.ts';
import { tokenize } from './lexer.ts';
import type { Expression, FilterExpression, MacroBody, Parameters, Statement, Target } from './syntax.ts';
import { describedToken, TokenStream } from './token-stream.ts';

/** Tags of Jinja that need other templates or an extension that chat templates are run without. */
const NOT_SUPPORTED: ReadonlySet<string> = new Set([
  'include',
  'import',
  'from',
  'extends',
  'block',
  'autoescape',
]);
const RESERVED: ReadonlySet<string> = new Set(['true', 'false', 'none', 'True', 'False', 'None']);

export function parseTemplate(source: string): Statement[] {
  return new Parser(new TokenStream(tokenize(source))).template();
}

class Parser {
  readonly #stream: TokenStream;
  readonly #expressions: ExpressionParser;
  /** Loops around the current position, inside of the innermost macro. */
  #loops = 0;

  constructor(stream: TokenStream) {
    this.#stream = stream;
    this.#expressions = new ExpressionParser(stream);
  }

  template(): Statement[] {
    return this.#statements([]);
  }

  /** Statements up to one of the end tags, whose name is then the current token; or to the end of the template. */
  #statements(endTags: readonly string[]): Statement[] {
    const stream = this.#stream;
    const body: Statement[] = [];
    while (!stream.is('eof')) {
      const token = stream.next();
      if (token.kind === 'data') body.push({ kind: 'data', line: token.line, text: token.text });
      else if (token.kind === 'variable_begin') {
        body.push({ kind: 'print', line: token.line, value: this.#expressions.tuple() });
        stream.expect('variable_end');
      } else {
        if (stream.is('name') && endTags.includes(stream.current.text)) return body;
        body.push(...stream.nested(() => this.#statement()));
        stream.expect('block_end');
      }
    }
    if (endTags.length > 0) {
      throw stream.fault(`Unexpected end of template. Jinja was looking for: ${endTags.join(', ')}.`);
    }
    return body;
  }

  /** The body of a block, with the end of its opening tag before it. */
  #body(...endTags: string[]): Statement[] {
    this.#stream.skipIf('operator', ':');
    this.#stream.expect('block_end');
    return this.#statements(endTags);
  }

  /** A body that only one tag ends; that tag is consumed. */
  #closedBody(endTag: string): Statement[] {
    const body = this.#body(endTag);
    this.#stream.next();
    return body;
  }

  #statement(): Statement[] {
    const stream = this.#stream;
    if (!stream.is('name')) throw stream.fault('tag name expected');
    const { text: tag, line } = stream.next();
    switch (tag) {
      case 'if':
        return [this.#if(line)];
      case 'for':
        return [this.#for(line)];
      case 'set':
        return [this.#set(line)];
      case 'macro':
        return [{ kind: 'macro', line, name: this.#targetName(), macro: this.#macro('endmacro', true) }];
      case 'call':
        return [this.#callBlock(line)];
      case 'filter': {
        const filter = this.#expressions.filterChain();
        return [{ kind: 'filter_block', line, filter, body: this.#closedBody('endfilter') }];
      }
      case 'with':
        return [this.#with(line)];
      case 'print':
        return this.#print();
      case 'generation':
        return [
          { kind: 'generation', line, body: this.#withoutLoops(() => this.#closedBody('endgeneration')) },
        ];
      case 'break':
      case 'continue':
        if (this.#loops === 0) throw stream.fault(`'${tag}' outside loop`, line);
        return [{ kind: tag, line }];
      default:
        if (NOT_SUPPORTED.has(tag)) throw stream.fault(`The tag '${tag}' is not supported.`, line);
        throw stream.fault(`Encountered unknown tag '${tag}'.`, line);
    }
  }

  #if(line: number): Statement {
    const branches: { test: Expression; body: Statement[] }[] = [];
    for (;;) {
      const test = this.#expressions.tuple({ withChoice: false });
      branches.push({ test, body: this.#body('elif', 'else', 'endif') });
      const { text } = this.#stream.next();
      if (text === 'elif') continue;
      return { kind: 'if', line, branches, otherwise: text === 'else' ? this.#closedBody('endif') : [] };
    }
  }

  #for(line: number): Statement {
    const target = this.#target('in');
    this.#stream.expect('name', 'in');
    const items = this.#expressions.tuple({ withChoice: false, endName: 'recursive' });
    const test = this.#stream.skipIf('name', 'if') ? this.#expressions.expression() : undefined;
    const recursive = this.#stream.skipIf('name', 'recursive');
    this.#loops += 1;
    const body = this.#body('endfor', 'else');
    this.#loops -= 1;
    const otherwise = this.#stream.next().text === 'else' ? this.#closedBody('endfor') : [];
    return { kind: 'for', line, target, items, test, recursive, body, otherwise };
  }

  #set(line: number): Statement {
    const target = this.#target(undefined, true);
    if (this.#stream.skipIf('operator', '=')) {
      return { kind: 'set', line, target, value: this.#expressions.tuple() };
    }
    let filter: FilterExpression | undefined;
    if (this.#stream.skipIf('operator', '|')) filter = this.#expressions.filterChain();
    return { kind: 'set_block', line, target, filter, body: this.#closedBody('endset') };
  }

  #callBlock(line: number): Statement {
    const hasParameters = this.#stream.isOperator('(');
    const parameters = hasParameters ? this.#parameters() : { names: [], defaults: [] };
    const call = this.#expressions.expression();
    if (call.kind !== 'call') throw this.#stream.fault('expected call', line);
    return { kind: 'call_block', line, call, macro: { ...this.#macro('endcall', false), parameters } };
  }

  #macro(endTag: string, hasParameters: boolean): MacroBody {
    let parameters: Parameters = { names: [], defaults: [] };
    let body: Statement[] = [];
    if (hasParameters) parameters = this.#parameters();
    const named = this.#expressions.collectExtras(() => {
      body = this.#withoutLoops(() => this.#closedBody(endTag));
    });
    const extras = new Set([...named].filter((name) => !parameters.names.includes(name)));
    return { parameters, body, extras };
  }

  #withoutLoops<T>(parse: () => T): T {
    const before = this.#loops;
    this.#loops = 0;
    const result = parse();
    this.#loops = before;
    return result;
  }

  #parameters(): Parameters {
    const stream = this.#stream;
    const names: string[] = [];
    const defaults: Expression[] = [];
    stream.expect('operator', '(');
    while (!stream.isOperator(')')) {
      if (names.length > 0) stream.expect('operator', ',');
      names.push(this.#targetName());
      if (stream.skipIf('operator', '=')) defaults.push(this.#expressions.expression());
      else if (defaults.length > 0) throw stream.fault('non-default argument follows default argument');
    }
    stream.next();
    return { names, defaults };
  }

  #with(line: number): Statement {
    const targets: Target[] = [];
    const values: Expression[] = [];
    while (!this.#stream.is('block_end') && !this.#stream.isOperator(':')) {
      if (targets.length > 0) this.#stream.expect('operator', ',');
      targets.push(this.#primaryTarget(false));
      this.#stream.expect('operator', '=');
      values.push(this.#expressions.expression());
    }
    return { kind: 'with', line, targets, values, body: this.#closedBody('endwith') };
  }

  #print(): Statement[] {
    const printed: Statement[] = [];
    while (!this.#stream.is('block_end')) {
      if (printed.length > 0) this.#stream.expect('operator', ',');
      const { line } = this.#stream.current;
      printed.push({ kind: 'print', line, value: this.#expressions.expression() });
    }
    return printed;
  }

  #target(endName?: string, withNamespace = false): Target {
    const stream = this.#stream;
    const first = this.#primaryTarget(withNamespace);
    if (!stream.isOperator(',')) return first;
    const items = [first];
    while (stream.skipIf('operator', ',')) {
      const ended = stream.is('block_end') || stream.isOperator('=') || stream.isOperator(')');
      if (ended || (endName !== undefined && stream.isName(endName))) break;
      items.push(this.#primaryTarget(withNamespace));
    }
    return { kind: 'tuple', items };
  }

  #primaryTarget(withNamespace: boolean): Target {
    const stream = this.#stream;
    if (stream.skipIf('operator', '(')) {
      const inner = stream.nested(() => this.#target());
      stream.expect('operator', ')');
      return inner;
    }
    if (!stream.is('name')) throw stream.fault(`can't assign to ${describedToken(stream.current)}`);
    const { text: name } = stream.current;
    const after = stream.peek(1);
    if (!withNamespace || after.kind !== 'operator' || after.text !== '.') {
      return { kind: 'name', name: this.#targetName() };
    }
    stream.next();
    stream.next();
    return { kind: 'namespace', name, attribute: stream.expect('name').text };
  }

  #targetName(): string {
    const { text, line } = this.#stream.expect('name');
    if (RESERVED.has(text)) throw this.#stream.fault(`can't assign to '${text}'`, line);
    return text;
  }
}
