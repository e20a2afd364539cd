/** The arguments of a call from its tags: read with the names of the tool's schema first, then with any names. */
import { type JsonObject, setMember, type ToolDefinition } from '@nex/core';
import type { ParsedCall } from '../dialect.ts';
import { jsonBodyCall, objectText } from './call-grammar.ts';
import type { TextValue } from './loose-json.ts';
import { type EntryGrammar, readEntries, type TagEntry } from './tag-entries.ts';
import { parametersOf, type Types } from './value-types.ts';

export type ReadValue = (entry: TagEntry, types: Types) => TextValue;

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
  const known = parametersOf(tool);
  const entries = (known && readEntries(body, grammar, known)) ?? readEntries(body, grammar);
  if (!entries) return undefined;
  const texts = new Map<string, string>();
  const args: JsonObject = {};
  for (const entry of entries) {
    const { value, json } = readValue(entry, known?.get(entry.name));
    texts.set(entry.name, json);
    setMember(args, entry.name, value);
  }
  return { name, argumentsText: objectText(texts), arguments: args };
}
