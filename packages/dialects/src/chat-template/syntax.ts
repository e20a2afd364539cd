/** The syntax tree of a template. Every node has the line it begins in. */
import type { ArithmeticOperator } from './number.ts';
import type { Value } from './value.ts';

export interface CallArguments {
  args: Expression[];
  kwargs: { name: string; value: Expression }[];
  /** `*args` and `**kwargs`. */
  moreArgs: Expression | undefined;
  moreKwargs: Expression | undefined;
}

export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export type Expression = { line: number } & (
  | { kind: 'const'; value: Value }
  | { kind: 'name'; name: string }
  | { kind: 'attribute'; object: Expression; name: string }
  | { kind: 'item'; object: Expression; key: Expression }
  | SliceNode
  | { kind: 'call'; callee: Expression; given: CallArguments }
  /** `object` is absent at the head of a filter block. */
  | { kind: 'filter'; object: Expression | undefined; name: string; given: CallArguments }
  | { kind: 'test'; object: Expression; name: string; given: CallArguments }
  | { kind: 'unary'; operator: '+' | '-' | 'not'; operand: Expression }
  | { kind: 'arithmetic'; operator: ArithmeticOperator; left: Expression; right: Expression }
  | { kind: 'logic'; operator: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'compare'; first: Expression; rest: { operator: CompareOperator; operand: Expression }[] }
  | { kind: 'concat'; parts: Expression[] }
  | { kind: 'choice'; test: Expression; value: Expression; otherwise: Expression | undefined }
  | { kind: 'list' | 'tuple'; items: Expression[] }
  | { kind: 'dict'; entries: { key: Expression; value: Expression }[] }
);

export interface SliceNode {
  kind: 'slice';
  object: Expression;
  start: Expression | undefined;
  stop: Expression | undefined;
  step: Expression | undefined;
}

export type FilterExpression = Extract<Expression, { kind: 'filter' }>;
export type CallExpression = Extract<Expression, { kind: 'call' }>;

export type Target =
  | { kind: 'name'; name: string }
  | { kind: 'namespace'; name: string; attribute: string }
  | { kind: 'tuple'; items: Target[] };

export interface Parameters {
  names: string[];
  /** Of the last parameters. */
  defaults: Expression[];
}

export interface MacroBody {
  parameters: Parameters;
  body: Statement[];
  /** Which of `caller`, `varargs` and `kwargs` the body names without having them as parameters. */
  extras: ReadonlySet<string>;
}

export type Statement = { line: number } & (
  | { kind: 'data'; text: string }
  | { kind: 'print'; value: Expression }
  | { kind: 'if'; branches: { test: Expression; body: Statement[] }[]; otherwise: Statement[] }
  | ForNode
  | { kind: 'set'; target: Target; value: Expression }
  | { kind: 'set_block'; target: Target; filter: FilterExpression | undefined; body: Statement[] }
  | { kind: 'macro'; name: string; macro: MacroBody }
  | { kind: 'call_block'; call: CallExpression; macro: MacroBody }
  | { kind: 'filter_block'; filter: FilterExpression; body: Statement[] }
  | { kind: 'with'; targets: Target[]; values: Expression[]; body: Statement[] }
  | { kind: 'generation'; body: Statement[] }
  | { kind: 'break' | 'continue' }
);

export interface ForNode {
  kind: 'for';
  line: number;
  target: Target;
  items: Expression;
  test: Expression | undefined;
  recursive: boolean;
  body: Statement[];
  otherwise: Statement[];
}
