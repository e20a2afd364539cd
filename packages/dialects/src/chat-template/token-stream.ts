/** Reads tokens one after the other for the parsers. */
import { TemplateFault } from './fault.ts';
import type { Token, TokenKind } from './token.ts';

/** Nested expressions and blocks of one template. */
const MAX_NESTING = 150;

export class TokenStream {
  readonly #tokens: readonly Token[];
  #at = 0;
  #nesting = 0;

  /** `tokens` end with `eof`. */
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get current(): Token {
    return this.peek(0);
  }

  peek(ahead: number): Token {
    return this.#tokens[this.#at + ahead] ?? { kind: 'eof', text: '', line: this.#tokens.at(-1)?.line ?? 1 };
  }

  next(): Token {
    const token = this.current;
    this.#at += 1;
    return token;
  }

  is(kind: TokenKind, text?: string): boolean {
    const token = this.current;
    return token.kind === kind && (text === undefined || token.text === text);
  }

  isOperator(text: string): boolean {
    return this.is('operator', text);
  }

  isName(text: string): boolean {
    return this.is('name', text);
  }

  skipIf(kind: TokenKind, text?: string): boolean {
    if (!this.is(kind, text)) return false;
    this.#at += 1;
    return true;
  }

  expect(kind: TokenKind, text?: string): Token {
    if (this.is(kind, text)) return this.next();
    throw this.fault(`expected ${described(kind, text)}, got ${describedToken(this.current)}`);
  }

  nested<T>(body: () => T): T {
    this.#nesting += 1;
    if (this.#nesting > MAX_NESTING) throw this.fault(`Nested deeper than ${MAX_NESTING}.`);
    const result = body();
    this.#nesting -= 1;
    return result;
  }

  fault(message: string, line = this.current.line): TemplateFault {
    return new TemplateFault('TemplateSyntaxError', message, line);
  }
}

function described(kind: TokenKind, text?: string): string {
  return text === undefined ? kind.replace('_', ' ') : `'${text}'`;
}

export function describedToken(token: Token): string {
  if (token.kind === 'eof') return 'the end of the template';
  return token.kind === 'name' || token.kind === 'operator'
    ? `'${token.text}'`
    : token.kind.replace('_', ' ');
}
