/**
 * Finds filters and tests that do not exist when a template is compiled, as the reference does: everywhere except
 * directly inside of an `if`, where naming one is only an error when it is reached.
 */
import { TemplateFault } from './fault.ts';
import { ABSENT_FILTERS, FILTERS } from './filters/index.ts';
import { PREDICATES } from './predicates.ts';
import type { CallArguments, Expression, Statement } from './syntax.ts';

/** Tests that ask the engine itself. */
export const ENGINE_TESTS: ReadonlySet<string> = new Set(['filter', 'test']);

export function filterExists(name: string): boolean {
  return FILTERS.has(name) || ABSENT_FILTERS.has(name);
}

export function testExists(name: string): boolean {
  return PREDICATES.has(name) || ENGINE_TESTS.has(name);
}

export function checkNames(body: readonly Statement[], lenient = false): void {
  for (const statement of body) checkStatement(statement, lenient);
}

function checkStatement(node: Statement, lenient: boolean): void {
  switch (node.kind) {
    case 'print':
    case 'set':
      return check(node.value, lenient);
    case 'if':
      for (const branch of node.branches) {
        check(branch.test, true);
        checkNames(branch.body, true);
      }
      return checkNames(node.otherwise, true);
    case 'for':
      check(node.items, lenient);
      check(node.test, false);
      checkNames(node.body);
      return checkNames(node.otherwise);
    case 'set_block':
    case 'filter_block':
      check(node.filter, false);
      return checkNames(node.body);
    case 'macro':
      for (const value of node.macro.parameters.defaults) check(value, false);
      return checkNames(node.macro.body);
    case 'call_block':
      check(node.call, lenient);
      for (const value of node.macro.parameters.defaults) check(value, false);
      return checkNames(node.macro.body);
    case 'with':
      for (const value of node.values) check(value, lenient);
      return checkNames(node.body);
    case 'generation':
      return checkNames(node.body);
    case 'data':
    case 'break':
    case 'continue':
      return;
  }
}

function check(node: Expression | undefined, lenient: boolean): void {
  if (node === undefined) return;
  if (!lenient && node.kind === 'filter' && !filterExists(node.name)) {
    throw new TemplateFault('TemplateSyntaxError', `No filter named '${node.name}'.`, node.line);
  }
  if (!lenient && node.kind === 'test' && !testExists(node.name)) {
    throw new TemplateFault('TemplateSyntaxError', `No test named '${node.name}'.`, node.line);
  }
  for (const part of partsOf(node)) check(part, lenient || node.kind === 'choice');
}

function partsOf(node: Expression): (Expression | undefined)[] {
  switch (node.kind) {
    case 'const':
    case 'name':
      return [];
    case 'attribute':
      return [node.object];
    case 'item':
      return [node.object, node.key];
    case 'slice':
      return [node.object, node.start, node.stop, node.step];
    case 'call':
      return [node.callee, ...givenParts(node.given)];
    case 'filter':
    case 'test':
      return [node.object, ...givenParts(node.given)];
    case 'unary':
      return [node.operand];
    case 'arithmetic':
    case 'logic':
      return [node.left, node.right];
    case 'compare':
      return [node.first, ...node.rest.map((step) => step.operand)];
    case 'concat':
      return node.parts;
    case 'choice':
      return [node.test, node.value, node.otherwise];
    case 'list':
    case 'tuple':
      return node.items;
    case 'dict':
      return node.entries.flatMap((entry) => [entry.key, entry.value]);
  }
}

function givenParts(given: CallArguments): (Expression | undefined)[] {
  return [...given.args, ...given.kwargs.map((item) => item.value), given.moreArgs, given.moreKwargs];
}
