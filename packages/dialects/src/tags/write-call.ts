/**
 * Writes a call so that reading gives back exactly its arguments: plain, as the family's models write it, and where that
 * would be read as something else, with all arguments as one JSON object (see `jsonBodyCall`).
 */
import type { Json, JsonObject, ToolDefinition } from '@nex/core';
import type { CallSyntax } from '../call-reader.ts';
import type { DialectCall } from '../dialect.ts';
import { hideTags, plainValue, writeJson } from '../json-text.ts';
import { readTagValue, type Untyped } from './tag-value.ts';
import { parameterNames, parameterTypes } from './value-types.ts';

export interface CallSpelling {
  /** `undefined` when the arguments cannot be written so. */
  plain(call: DialectCall): string | undefined;
  withBody(name: string, json: string): string;
  /** What a value is whose parameter has no type. */
  untyped: Untyped;
  /** Parameters of these names may be taken for the family's own tags. Default: none. */
  ownNames?: RegExp;
}

/** Writes the calls of one turn. `syntaxFor` is asked at most once, and only when a call is not plain at first sight. */
export function callWriter(
  tools: readonly ToolDefinition[],
  spelling: CallSpelling,
  syntaxFor: (tools: readonly ToolDefinition[]) => CallSyntax,
): (call: DialectCall) => string {
  let syntax: CallSyntax | undefined;
  return (call) => {
    const plain = spelling.plain(call);
    if (plain === undefined) return withBody(call, spelling);
    const tool = tools.findLast(({ name }) => name === call.name);
    if (isPlain(call, tool, spelling)) return plain;
    syntax ??= syntaxFor(tools);
    return readsBack(plain, call.arguments, syntax) ? plain : withBody(call, spelling);
  };
}

function withBody({ name, arguments: args }: DialectCall, spelling: CallSpelling): string {
  return spelling.withBody(name, hideTags(writeJson(args)));
}

const PLAIN_NAME = /^[A-Za-z_][\w-]*$/;

/**
 * Names of letters that the tool lists and values without a tag leave a reader no choice, so what remains is each value's
 * type. False says nothing.
 */
function isPlain(
  { name, arguments: args }: DialectCall,
  tool: ToolDefinition | undefined,
  { untyped, ownNames }: CallSpelling,
): boolean {
  const entries = Object.entries(args);
  if (entries.length === 0 || !PLAIN_NAME.test(name)) return false;
  const known = parameterNames(tool);
  return entries.every(
    ([key, value]) =>
      PLAIN_NAME.test(key) &&
      known?.has(key) !== false &&
      !ownNames?.test(key) &&
      isPlainValue(value, tool, key, untyped),
  );
}

function isPlainValue(value: Json, tool: ToolDefinition | undefined, key: string, untyped: Untyped): boolean {
  const text = plainValue(value);
  if (text.includes('<') || !text.isWellFormed() || text !== text.trim()) return false;
  const json = readTagValue(text, parameterTypes(tool, key), untyped);
  return json === (typeof value === 'string' ? JSON.stringify(value) : text);
}

/** Judged as if the answer went on, so that it holds whatever follows. */
function readsBack(text: string, args: JsonObject, syntax: CallSyntax): boolean {
  if (!text.isWellFormed()) return false;
  const reading = syntax.read(text, { ended: false, afterCall: false });
  if (reading.kind !== 'calls') return false;
  const [call] = reading.calls;
  return call?.arguments !== undefined && writeJson(call.arguments) === writeJson(args);
}
