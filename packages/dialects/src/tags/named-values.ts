/** The arguments of a call from its tags: read with the names of the tool's schema first, then with any names. */
import type { ToolDefinition } from '@nex/core';
import type { ParsedCall } from '../dialect.ts';
import { callOf, jsonBodyCall } from './call-grammar.ts';
import { type EntryGrammar, readEntries, type TagEntry } from './tag-entries.ts';
import { parameterNames, parameterTypes, type ValueType } from './value-types.ts';

/** The value of an entry as JSON text. */
export type ReadValue = (entry: TagEntry, types: ReadonlySet<ValueType> | undefined) => string;

/** The call that the whole body is, or `undefined`. A body that is one JSON object is the arguments themselves. */
export function readArguments(
  name: string,
  body: string,
  grammar: EntryGrammar,
  tool: ToolDefinition | undefined,
  readValue: ReadValue,
): ParsedCall | undefined {
  const whole = jsonBodyCall(name, body);
  if (whole) return whole;
  const known = parameterNames(tool);
  const entries =
    (known && readEntries(body, grammar, (parameter) => known.has(parameter))) ?? readEntries(body, grammar);
  return (
    entries &&
    callOf(
      name,
      entries.map((entry) => [entry.name, readValue(entry, parameterTypes(tool, entry.name))] as const),
    )
  );
}
