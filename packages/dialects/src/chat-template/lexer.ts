/**
 * Splits a template into data and the tokens of its tags, with `trim_blocks` and `lstrip_blocks` on, as chat templates
 * are run: the line break after a block goes, and so does white space between a line's start and a block or comment.
 */
import { SPACE, stripEnd } from './code-points.ts';
import { TemplateFault } from './fault.ts';
import { decodeString } from './string-literal.ts';
import type { Token, TokenKind } from './token.ts';

const TAG = /\{%|\{\{|\{#/g;
const RAW_BEGIN = new RegExp(`\\{%([-+]?)[${SPACE}]*raw[${SPACE}]*(?:-%\\}[${SPACE}]*|%\\})`, 'y');
const RAW_END = new RegExp(
  `\\{%([-+]?)[${SPACE}]*endraw[${SPACE}]*(?:\\+%\\}|-%\\}[${SPACE}]*|%\\}\\n?)`,
  'g',
);
const COMMENT_END = new RegExp(`\\+#\\}|-#\\}[${SPACE}]*|#\\}\\n?`, 'g');
const BLOCK_END = new RegExp(`\\+%\\}|-%\\}[${SPACE}]*|%\\}\\n?`, 'y');
const VARIABLE_END = new RegExp(`-\\}\\}[${SPACE}]*|\\}\\}`, 'y');
const WHITE = new RegExp(`[${SPACE}]+`, 'y');
const FLOAT = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const NAME = /[\p{ID_Continue}_]+/uy;
const IDENTIFIER = /^[\p{ID_Start}_]/u;
const STRING = /'[^'\\]*(?:\\[^][^'\\]*)*'|"[^"\\]*(?:\\[^][^"\\]*)*"/y;
const OPERATOR = /\*\*|\/\/|==|!=|>=|<=|[-+/*%~[\](){}<>=.:|,;]/y;
const CLOSING: Record<string, string> = { '{': '}', '(': ')', '[': ']' };

export function tokenize(template: string): Token[] {
  return new Lexer(template.replace(/\r\n?/g, '\n').replace(/\n$/, '')).run();
}

class Lexer {
  readonly #source: string;
  readonly #tokens: Token[] = [];
  #position = 0;
  #line = 1;
  /** The last match ended with a line break, or nothing was matched yet. */
  #lineStarting = true;

  constructor(source: string) {
    this.#source = source;
  }

  run(): Token[] {
    for (;;) {
      TAG.lastIndex = this.#position;
      const found = TAG.exec(this.#source);
      if (!found) break;
      this.#tag(found.index, found[0]);
    }
    this.#data(this.#source.slice(this.#position));
    this.#push('eof', '');
    return this.#tokens;
  }

  #tag(at: number, opening: string): void {
    const raw = opening === '{%' ? this.#matchAt(RAW_BEGIN, at) : undefined;
    const next = this.#source[at + 2];
    const sign = raw ? (raw[1] ?? '') : next === '-' || next === '+' ? next : '';
    this.#data(this.#leading(this.#source.slice(this.#position, at), sign, opening === '{{'), at);
    const begin = raw?.[0] ?? opening + sign;
    if (raw) this.#raw(begin);
    else if (opening === '{#') this.#comment(begin);
    else {
      this.#push(opening === '{{' ? 'variable_begin' : 'block_begin', begin);
      this.#advance(begin);
      this.#expression(opening === '{{' ? 'variable_end' : 'block_end');
    }
  }

  /** The text before a tag, without what the tag's sign or `lstrip_blocks` takes away. */
  #leading(text: string, sign: string, isVariable: boolean): string {
    if (sign === '-') return stripEnd(text);
    if (sign === '+' || isVariable) return text;
    const lineStart = text.lastIndexOf('\n') + 1;
    if (lineStart === 0 && !this.#lineStarting) return text;
    return stripEnd(text.slice(lineStart)) === '' ? text.slice(0, lineStart) : text;
  }

  /** Writes `text` as data and moves on to `end`, which may lie behind it. */
  #data(text: string, end = this.#source.length): void {
    if (text !== '') this.#push('data', text);
    this.#advance(this.#source.slice(this.#position, end));
  }

  #raw(begin: string): void {
    this.#advance(begin);
    RAW_END.lastIndex = this.#position;
    const end = RAW_END.exec(this.#source);
    if (!end) throw this.#fault('Missing end of raw directive');
    const text = this.#source.slice(this.#position, end.index);
    this.#data(this.#leading(text, end[1] ?? '', false), end.index);
    this.#advance(end[0]);
  }

  #comment(begin: string): void {
    this.#advance(begin);
    COMMENT_END.lastIndex = this.#position;
    const end = COMMENT_END.exec(this.#source);
    if (!end) throw this.#fault('Missing end of comment tag');
    this.#advance(this.#source.slice(this.#position, end.index) + end[0]);
  }

  #expression(ending: 'variable_end' | 'block_end'): void {
    const brackets: string[] = [];
    while (this.#position < this.#source.length) {
      if (brackets.length === 0) {
        const end = this.#matchAt(ending === 'block_end' ? BLOCK_END : VARIABLE_END);
        if (end) {
          this.#push(ending, end[0]);
          this.#advance(end[0]);
          return;
        }
      }
      const white = this.#matchAt(WHITE);
      if (white) this.#advance(white[0]);
      else this.#word(brackets);
    }
  }

  #word(brackets: string[]): void {
    const number = this.#matchAt(FLOAT);
    if (number) return this.#take('float', number[0]);
    const integer = this.#matchAt(INTEGER);
    if (integer) return this.#take('integer', integer[0]);
    const name = this.#matchAt(NAME);
    if (name) {
      if (!IDENTIFIER.test(name[0])) throw this.#fault('Invalid character in identifier');
      return this.#take('name', name[0]);
    }
    const string = this.#matchAt(STRING);
    if (string) return this.#take('string', string[0], decodeString(string[0].slice(1, -1), this.#line));
    const operator = this.#matchAt(OPERATOR)?.[0];
    if (operator === undefined) {
      throw this.#fault(`unexpected char ${JSON.stringify(this.#source[this.#position])}`);
    }
    const closing = Object.hasOwn(CLOSING, operator) ? CLOSING[operator] : undefined;
    if (closing !== undefined) brackets.push(closing);
    else if (operator === '}' || operator === ')' || operator === ']') {
      const expected = brackets.pop();
      if (expected === undefined) throw this.#fault(`unexpected '${operator}'`);
      if (expected !== operator) throw this.#fault(`unexpected '${operator}', expected '${expected}'`);
    }
    this.#take('operator', operator);
  }

  #take(kind: TokenKind, source: string, text = source): void {
    this.#push(kind, text);
    this.#advance(source);
  }

  #push(kind: TokenKind, text: string): void {
    this.#tokens.push({ kind, text, line: this.#line });
  }

  #advance(text: string): void {
    if (text === '') return;
    this.#position += text.length;
    this.#lineStarting = text.endsWith('\n');
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#line += 1;
  }

  #matchAt(pattern: RegExp, at = this.#position): RegExpExecArray | undefined {
    pattern.lastIndex = at;
    return pattern.exec(this.#source) ?? undefined;
  }

  #fault(message: string): TemplateFault {
    return new TemplateFault('TemplateSyntaxError', message, this.#line);
  }
}
