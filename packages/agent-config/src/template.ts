/**
 * Renders prompt templates: the part of Jinja that prompts use, walked node by node. Bundles come from strangers, so
 * a template can neither call anything nor reach more than its own values, and its work and output are bounded;
 * whatever lies outside the supported part is an error that names it, never silently empty text.
 */
import { type Json, type JsonObject, NexError } from '@nex/core';
import { evaluate, type Scope, unsupported } from './template-expression.ts';
import { isNode, parseTemplate, type TemplateNode } from './template-parser.ts';
import { isTruthy, showValue } from './template-value.ts';

const MAX_STEPS = 200_000;
const MAX_OUTPUT_CHARS = 1_000_000;

/** `where` goes into errors (`config_invalid`). Undefined variables render as nothing; nothing is escaped. */
export function renderTemplate(text: string, values: Readonly<JsonObject>, where: string): string {
  if (!text.includes('{')) return text.replace(/\r?\n$/, '');
  let steps = 0;
  const scope: Scope = {
    where,
    values: new Map(Object.entries(values)),
    step() {
      steps += 1;
      if (steps > MAX_STEPS) throw tooMuch(where);
    },
    bounded(made) {
      if (made.length > MAX_OUTPUT_CHARS) throw tooMuch(where);
      return made;
    },
  };
  try {
    let output = '';
    run(parseTemplate(text, where), scope, (piece) => {
      output = scope.bounded(output + piece);
    });
    return output;
  } catch (thrown) {
    if (thrown instanceof NexError) throw thrown;
    throw new NexError('config_invalid', 'The prompt template is nested too deeply.', {
      where,
      cause: thrown,
    });
  }
}

function run(node: unknown, scope: Scope, write: (text: string) => void): void {
  if (!isNode(node)) return;
  scope.step();
  switch (node.typename) {
    case 'Root':
    case 'NodeList':
      for (const child of childrenOf(node)) run(child, scope, write);
      return;
    case 'Output':
      for (const child of childrenOf(node)) {
        write(child.typename === 'TemplateData' ? String(child['value']) : showValue(evaluate(child, scope)));
      }
      return;
    case 'If':
      run(isTruthy(evaluate(node['cond'], scope)) ? node['body'] : node['else_'], scope, write);
      return;
    case 'For':
      loop(node, scope, write);
      return;
    case 'Set': {
      const targets = Array.isArray(node['targets']) ? node['targets'].filter(isNode) : [];
      if (node['body'] || targets.length !== 1) throw unsupported('a set block', node, scope);
      assign(targets[0], evaluate(node['value'], scope), scope);
      return;
    }
    default:
      throw unsupported(`{% ${node.typename.toLowerCase()} %}`, node, scope);
  }
}

function loop(node: TemplateNode, scope: Scope, write: (text: string) => void): void {
  const over = evaluate(node['arr'], scope);
  const name = node['name'];
  const names = isNode(name) && name.typename === 'Array' ? childrenOf(name) : [];
  let items: Json[] = [];
  if (Array.isArray(over)) items = over;
  else if (typeof over === 'object' && over !== null) {
    items = names.length === 2 ? Object.entries(over) : Object.keys(over);
  }
  if (items.length === 0) {
    run(node['else_'], scope, write);
    return;
  }
  for (const [index, item] of items.entries()) {
    scope.step();
    const inner: Scope = { ...scope, values: new Map(scope.values) };
    const last = index === items.length - 1;
    inner.values.set('loop', {
      index: index + 1,
      index0: index,
      first: index === 0,
      last,
      length: items.length,
    });
    if (names.length === 0) assign(name, item, inner);
    for (const [position, part] of names.entries()) {
      assign(part, Array.isArray(item) ? item[position] : undefined, inner);
    }
    run(node['body'], inner, write);
  }
}

function assign(target: unknown, value: Json | undefined, scope: Scope): void {
  if (!isNode(target) || target.typename !== 'Symbol') throw unsupported('this target', target, scope);
  if (value === undefined) scope.values.delete(String(target['value']));
  else scope.values.set(String(target['value']), value);
}

function childrenOf(node: TemplateNode): TemplateNode[] {
  return Array.isArray(node['children']) ? node['children'].filter(isNode) : [];
}

function tooMuch(where: string): NexError {
  return new NexError('config_invalid', 'The prompt template does too much work or makes too long a text.', {
    where,
    hint: 'Make the loops smaller.',
  });
}
