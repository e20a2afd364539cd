/** Expressions of prompt templates, evaluated over plain JSON values. */
import { type Json, NexError } from '@nex/core';
import { didYouMean } from './nearest.ts';
import { TEMPLATE_FILTERS } from './template-filters.ts';
import { isNode, type TemplateNode } from './template-parser.ts';
import { isTruthy, memberOf, showValue } from './template-value.ts';

export interface Scope {
  where: string;
  values: Map<string, Json>;
  /** Counts one step of work; throws when there were too many. */
  step(): void;
  /** The text itself; throws when it is too long. */
  bounded(text: string): string;
}

type Value = Json | undefined;

export function evaluate(node: unknown, scope: Scope): Value {
  if (!isNode(node)) return undefined;
  scope.step();
  const value = (field: string): Value => evaluate(node[field], scope);
  switch (node.typename) {
    case 'Literal':
      return literal(node, scope);
    case 'Symbol':
      return scope.values.get(String(node['value']));
    case 'LookupVal':
      return memberOf(value('target'), value('val'));
    case 'Filter':
      return filter(node, scope);
    case 'InlineIf':
      return isTruthy(value('cond')) ? value('body') : value('else_');
    case 'Or': {
      const left = value('left');
      return isTruthy(left) ? left : value('right');
    }
    case 'And': {
      const left = value('left');
      return isTruthy(left) ? value('right') : left;
    }
    case 'Not':
      return !isTruthy(value('target'));
    case 'Neg':
      return -Number(value('target'));
    case 'In':
      return contains(value('right'), value('left'));
    case 'Is':
      return is(node, scope);
    case 'Compare':
      return compare(node, scope);
    case 'Add': {
      const [left, right] = [value('left'), value('right')];
      if (typeof left === 'number' && typeof right === 'number') return left + right;
      return scope.bounded(showValue(left) + showValue(right));
    }
    case 'Sub':
      return Number(value('left')) - Number(value('right'));
    case 'Concat':
      return scope.bounded(showValue(value('left')) + showValue(value('right')));
    case 'Group':
      return evaluate(nodesOf(node)[0], scope);
    case 'Array':
      return nodesOf(node).map((child) => evaluate(child, scope) ?? null);
    case 'Dict':
      return Object.fromEntries(
        nodesOf(node).map((pair) => [
          showValue(evaluate(pair['key'], scope)),
          evaluate(pair['value'], scope) ?? null,
        ]),
      );
    case 'FunCall':
      return items(node, scope);
    default:
      throw unsupported(`"${node.typename}"`, node, scope);
  }
}

export function unsupported(what: string, node: unknown, scope: Scope): NexError {
  const line = isNode(node) ? ` (line ${node.lineno + 1} of the prompt)` : '';
  return new NexError('config_invalid', `Prompt templates do not support ${what}${line}.`, {
    where: scope.where,
    hint: 'Use {{ name }}, filters, {% if %}, {% for %} and {% set %}; wrap literal braces in {% raw %}.',
  });
}

function literal(node: TemplateNode, scope: Scope): Value {
  const held = node['value'];
  if (held === null || typeof held === 'string' || typeof held === 'number' || typeof held === 'boolean')
    return held;
  throw unsupported('regular expressions', node, scope);
}

function filter(node: TemplateNode, scope: Scope): Value {
  const name = isNode(node['name']) ? String(node['name']['value']) : '';
  const run = Object.hasOwn(TEMPLATE_FILTERS, name) ? TEMPLATE_FILTERS[name] : undefined;
  if (run === undefined) {
    throw new NexError('config_invalid', `Prompt templates have no filter "${name}".`, {
      where: scope.where,
      hint: didYouMean(name, Object.keys(TEMPLATE_FILTERS)),
    });
  }
  const [input, ...args] = nodesOf(node['args']).map((arg) => evaluate(arg, scope));
  const made = run(input, ...args);
  return typeof made === 'string' ? scope.bounded(made) : made;
}

/** `map.items()` is the one call there is; a map iterates as its entries anyway. */
function items(node: TemplateNode, scope: Scope): Value {
  const { name } = node;
  const isItems =
    isNode(name) && name.typename === 'LookupVal' && isNode(name['val']) && name['val']['value'] === 'items';
  if (!isItems || nodesOf(node['args']).length > 0) throw unsupported('calls', node, scope);
  const target = evaluate(name['target'], scope);
  return typeof target === 'object' && target !== null && !Array.isArray(target)
    ? Object.entries(target)
    : [];
}

function is(node: TemplateNode, scope: Scope): boolean {
  const test = isNode(node['right']) ? String(node['right']['value']) : '';
  const value = evaluate(node['left'], scope);
  if (test === 'defined') return value !== undefined;
  if (test === 'undefined') return value === undefined;
  if (test === 'none' || test === 'null') return value === null;
  throw unsupported(`the test "${test}"`, node, scope);
}

function compare(node: TemplateNode, scope: Scope): boolean {
  let left = evaluate(node['expr'], scope);
  for (const operand of Array.isArray(node['ops']) ? node['ops'].filter(isNode) : []) {
    const right = evaluate(operand['expr'], scope);
    if (!holds(left, String(operand['type']), right)) return false;
    left = right;
  }
  return true;
}

function holds(left: Value, operator: string, right: Value): boolean {
  if (operator === '==' || operator === '===') return JSON.stringify(left) === JSON.stringify(right);
  if (operator === '!=' || operator === '!==') return JSON.stringify(left) !== JSON.stringify(right);
  const comparable =
    (typeof left === 'number' && typeof right === 'number') ||
    (typeof left === 'string' && typeof right === 'string');
  if (!comparable) return false;
  const order = left < right ? -1 : left > right ? 1 : 0;
  return { '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[operator] ?? false;
}

function contains(container: Value, item: Value): boolean {
  if (typeof container === 'string') return container.includes(showValue(item));
  if (Array.isArray(container))
    return container.some((entry) => JSON.stringify(entry) === JSON.stringify(item));
  return typeof container === 'object' && container !== null && Object.hasOwn(container, showValue(item));
}

function nodesOf(node: unknown): TemplateNode[] {
  return isNode(node) && Array.isArray(node['children']) ? node['children'].filter(isNode) : [];
}
