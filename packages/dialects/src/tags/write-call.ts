/**
 * Writes a call so that reading gives back exactly its arguments: plain, as the family's models write it, and where that
 * would be read as something else, with all arguments as one JSON object (see `jsonBodyCall`).
 */
import type { Json, JsonObject, ToolDefinition } from '@nex/core';
import type { CallSyntax } from '../call-reader.ts';
import type { DialectCall } from '../dialect.ts';
import { hideTags, plainValue, writeJson } from '../json-text.ts';
import { isReadAs, type Untyped } from './tag-value.ts';
import { parametersOf, type Types } from './value-types.ts';

export interface CallSpelling {
  entry(key: string, text: string): string;
  withEntries(name: string, entries: string): string;
  withBody(name: string, json: string): string;
  /** Default: strings as they are, anything else as JSON. */
  valueText?(value: Json, key: string, types: Types): string;
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
    const { text, isSure } = plainCall(call, tools, spelling);
    if (isSure) return text;
    syntax ??= syntaxFor(tools);
    if (readsBack(text, call.arguments, syntax)) return text;
    return spelling.withBody(call.name, hideTags(writeJson(call.arguments)));
  };
}

const PLAIN_NAME = /^[A-Za-z_][\w-]*$/;

/**
 * `isSure`: it reads back. Names of letters that the tool lists and values without a tag leave a reader no choice, so what
 * remains is each value's type. False says nothing.
 */
function plainCall(
  { name, arguments: args }: DialectCall,
  tools: readonly ToolDefinition[],
  spelling: CallSpelling,
): { text: string; isSure: boolean } {
  const { untyped, ownNames } = spelling;
  const known = parametersOf(tools.findLast((tool) => tool.name === name));
  let entries = '';
  let isSure = PLAIN_NAME.test(name);
  for (const key of Object.keys(args)) {
    const value = args[key] as Json;
    const types = known?.get(key);
    const text = spelling.valueText?.(value, key, types) ?? plainValue(value);
    entries += spelling.entry(key, text);
    isSure &&=
      PLAIN_NAME.test(key) &&
      known?.has(key) !== false &&
      !ownNames?.test(key) &&
      isPlainText(text) &&
      isReadAs(value, text, types, untyped);
  }
  return { text: spelling.withEntries(name, entries), isSure: isSure && entries !== '' };
}

function isPlainText(text: string): boolean {
  return !text.includes('<') && text.isWellFormed() && text === text.trim();
}

/** Judged as if the answer went on, so that it holds whatever follows. */
function readsBack(text: string, args: JsonObject, syntax: CallSyntax): boolean {
  if (!text.isWellFormed()) return false;
  const reading = syntax.read(text, { ended: false, afterCall: false });
  if (reading.kind !== 'calls') return false;
  const [call] = reading.calls;
  return call?.arguments !== undefined && writeJson(call.arguments) === writeJson(args);
}
