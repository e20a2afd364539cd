/** What the lexer gives to the parser. */
export type TokenKind =
  | 'data'
  | 'variable_begin'
  | 'variable_end'
  | 'block_begin'
  | 'block_end'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'operator'
  | 'eof';

export interface Token {
  kind: TokenKind;
  /** The text of data, names and operators; the decoded text of strings; the digits of numbers. */
  text: string;
  /** From 1. */
  line: number;
}
