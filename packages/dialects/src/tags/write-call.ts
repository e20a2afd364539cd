/**
 * Writes a call so that reading gives back exactly its arguments: plain, as the family's models write it, and where that
 * would be read as something else, with all arguments as one JSON object (see `jsonBodyCall`).
 */
import type { JsonObject } from '@nex/core';
import type { CallSyntax } from '../call-reader.ts';
import type { DialectCall } from '../dialect.ts';
import { hideTags, writeJson } from '../json-text.ts';

export interface CallSpelling {
  /** `undefined` when the arguments cannot be written so. */
  plain(call: DialectCall): string | undefined;
  withBody(name: string, json: string): string;
}

export function writeCall(call: DialectCall, spelling: CallSpelling, syntax: CallSyntax): string {
  const plain = spelling.plain(call);
  if (plain !== undefined && readsBack(plain, call.arguments, syntax)) return plain;
  return spelling.withBody(call.name, hideTags(writeJson(call.arguments)));
}

/** Judged as if the answer went on, so that it holds whatever follows. */
function readsBack(text: string, args: JsonObject, syntax: CallSyntax): boolean {
  if (!text.isWellFormed()) return false;
  const reading = syntax.read(text, { ended: false, afterCall: false });
  if (reading.kind !== 'calls') return false;
  const [call] = reading.calls;
  return call?.arguments !== undefined && writeJson(call.arguments) === writeJson(args);
}
