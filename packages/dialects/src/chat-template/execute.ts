/** Executes statements, writing to the run's output. */
import { isTrue } from './compare.ts';
import type { Evaluator } from './evaluate.ts';
import { TemplateFault } from './fault.ts';
import { LoopObject } from './loop.ts';
import { Macro } from './macro.ts';
import { Scope } from './scope.ts';
import { iterate, unpack } from './sequence.ts';
import type { ForNode, MacroBody, Statement, Target } from './syntax.ts';
import { asText } from './text.ts';
import { PyIterator, PyNamespace, PyUndefined, type Value } from './value.ts';

/** Set when a loop is to be left or its next round begun. */
type Jump = 'break' | 'continue' | undefined;

export function execute(engine: Evaluator, body: readonly Statement[], scope: Scope): Jump {
  for (const statement of body) {
    const jump = executeOne(engine, statement, scope);
    if (jump !== undefined) return jump;
  }
  return undefined;
}

function executeOne(engine: Evaluator, node: Statement, scope: Scope): Jump {
  const { run } = engine;
  run.spend(1);
  run.line = node.line;
  switch (node.kind) {
    case 'data':
      run.write(node.text);
      return undefined;
    case 'print':
      run.write(asText(run, engine.evaluate(node.value, scope)));
      return undefined;
    case 'if':
      for (const { test, body } of node.branches) {
        if (isTrue(engine.evaluate(test, scope))) return execute(engine, body, scope);
      }
      return execute(engine, node.otherwise, scope);
    case 'for':
      return loop(engine, node, scope, engine.evaluate(node.items, scope), 0);
    case 'set':
      assign(engine, node.target, engine.evaluate(node.value, scope), scope);
      return undefined;
    case 'set_block': {
      const { text, jump } = captured(engine, node.body, scope);
      if (jump !== undefined) return jump;
      const value = node.filter === undefined ? text : engine.applyFilter(node.filter, scope, text);
      assign(engine, node.target, value, scope);
      return undefined;
    }
    case 'filter_block': {
      const { text, jump } = captured(engine, node.body, scope);
      if (jump === undefined) run.write(asText(run, engine.applyFilter(node.filter, scope, text)));
      return jump;
    }
    case 'macro':
      scope.set(node.name, makeMacro(engine, node.name, node.macro, scope));
      return undefined;
    case 'call_block': {
      const callee = engine.evaluate(node.call.callee, scope);
      const { args, kwargs } = engine.arguments(node.call.given, scope);
      const named = new Map(kwargs).set('caller', makeMacro(engine, undefined, node.macro, scope));
      run.write(asText(run, engine.call(callee, { args, kwargs: named }, node.line)));
      return undefined;
    }
    case 'with': {
      const inner = new Scope(scope);
      node.targets.forEach((target, i) => {
        const value = node.values[i];
        if (value !== undefined) assign(engine, target, engine.evaluate(value, scope), inner);
      });
      return execute(engine, node.body, inner);
    }
    case 'generation': {
      const { trace } = run;
      trace?.beginGenerated(run);
      const jump = execute(engine, node.body, new Scope(scope));
      trace?.endGenerated(run);
      return jump;
    }
    case 'break':
    case 'continue':
      return node.kind;
  }
}

function captured(engine: Evaluator, body: readonly Statement[], scope: Scope): { text: string; jump: Jump } {
  let jump: Jump;
  const text = engine.run.capture(() => {
    jump = execute(engine, body, new Scope(scope));
  });
  return { text, jump };
}

function assign(engine: Evaluator, target: Target, value: Value, scope: Scope): void {
  switch (target.kind) {
    case 'name':
      scope.set(target.name, value);
      return;
    case 'namespace': {
      const object = scope.get(target.name);
      if (!(object instanceof PyNamespace)) {
        throw new TemplateFault('TemplateRuntimeError', 'cannot assign attribute on non-namespace object');
      }
      object.attributes.set(target.attribute, value);
      return;
    }
    case 'tuple': {
      const items = unpack(engine.run, value, target.items.length);
      target.items.forEach((part, i) => assign(engine, part, items[i] ?? null, scope));
    }
  }
}

function loop(engine: Evaluator, node: ForNode, scope: Scope, items: Value, depth: number): Jump {
  const { run } = engine;
  const recurse = (inner: Value, innerDepth: number) =>
    run.nested(() => run.capture(() => void loop(engine, node, scope, inner, innerDepth)));
  const walked = node.test === undefined ? items : new PyIterator(filtered(engine, node, scope, items));
  const state = new LoopObject(run, walked, depth, node.recursive ? recurse : undefined);
  // The reference notes that there was an item only where a round reaches its end.
  let hadRound = false;
  for (let item = state.advance(); item !== undefined; item = state.advance()) {
    const inner = new Scope(scope);
    inner.set('loop', state);
    assign(engine, node.target, item, inner);
    const message = run.trace?.begin(run, item);
    const jump = execute(engine, node.body, inner);
    if (message !== undefined) run.trace?.end(run, message);
    if (jump === 'break') break;
    if (jump === undefined) hadRound = true;
  }
  return hadRound ? undefined : execute(engine, node.otherwise, new Scope(scope));
}

function* filtered(engine: Evaluator, node: ForNode, scope: Scope, items: Value): Generator<Value> {
  for (const item of iterate(engine.run, items)) {
    const inner = new Scope(scope);
    assign(engine, node.target, item, inner);
    if (node.test === undefined || isTrue(engine.evaluate(node.test, inner))) yield item;
  }
}

function makeMacro(engine: Evaluator, name: string | undefined, macro: MacroBody, scope: Scope): Macro {
  return new Macro(engine.run, name, macro, (bound, missing) => {
    const inner = new Scope(scope, bound);
    for (const parameter of missing) {
      const value =
        parameter.fallback === undefined
          ? new PyUndefined(parameter.name, { hint: `parameter '${parameter.name}' was not provided` })
          : engine.evaluate(parameter.fallback, inner);
      inner.set(parameter.name, value);
    }
    execute(engine, macro.body, inner);
  });
}
