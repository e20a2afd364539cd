/**
 * NexAU XML, read.
 *
 *     single   := "<tool_use>" name params? "</tool_use>"
 *     parallel := "<use_parallel_tool_calls>" ("<parallel_tool>" name params? "</parallel_tool>")+ "</use_parallel_tool_calls>"
 *     name     := "<tool_name>" text "</tool_name>"
 *     params   := "<parameter>" ( "<" id ">" value "</" id ">" )* "</parameter>"
 *
 * All calls of an answer count, in the order of the text. A value loses the white space at its ends, and nothing else:
 * entities stay, and so do tags, its own closing tag included, as long as one reading fits. A value in CDATA sections is
 * exactly their text. Of a parameter given twice the last counts. Outer closing tags may be missing at the end, because
 * servers stop at them. What fits no reading is a fault, never a guess.
 */
import type { ToolDefinition } from '@nex/core';
import type { CallSyntax } from '../../call-reader.ts';
import type { ParsedCall } from '../../dialect.ts';
import { skipSpace } from '../../skip-space.ts';
import { callOf, callSyntax } from '../../tags/call-grammar.ts';
import { elementForm, wrapperOf } from '../../tags/element-form.ts';
import type { TextValue } from '../../tags/loose-json.ts';
import { readArguments } from '../../tags/named-values.ts';
import { type EntryGrammar, keepsCallsWhole } from '../../tags/tag-entries.ts';
import { readTagValue, stringValue } from '../../tags/tag-value.ts';
import { parametersOf, type Types } from '../../tags/value-types.ts';
import { toolsByName } from '../../tool-json.ts';
import { isCdata, readCdata, startsCdata } from './cdata.ts';

export const SINGLE = wrapperOf('tool_use');
export const PARALLEL = wrapperOf('parallel_tool');
export const PARALLEL_WRAPPER = wrapperOf('use_parallel_tool_calls');

export const EXAMPLE = `<tool_use>
  <tool_name>NAME</tool_name>
  <parameter>
    <ARGUMENT>value</ARGUMENT>
    <OTHER_ARGUMENT><![CDATA[a value with <tags> or white space at its ends]]></OTHER_ARGUMENT>
  </parameter>
</tool_use>`;

const CALLS = [SINGLE, PARALLEL];
const ENTRIES: EntryGrammar = {
  open: /<([\p{L}\p{N}\p{M}_][\p{L}\p{N}\p{M}_.-]*)(\s[^<>]*)?>/uy,
  close: (name) => `</${name}>`,
  accepts: (value) => {
    if (!startsCdata(value.trimStart())) return keepsCallsWhole(value, CALLS);
    return isCdata(value.trim()) ? 'yes' : 'no';
  },
};
const NAME = wrapperOf('tool_name');
const PARAMETERS_OPEN = /<parameter(?:\s[^<>]*)?>/iy;
const PARAMETERS_CLOSE = /<\/parameter\s*>\s*$/iy;
const NO_PARAMETERS = /(?:<parameter\s*\/>\s*)?$/iy;

export function nexauSyntax(tools: readonly ToolDefinition[]): CallSyntax {
  const byName = toolsByName(tools);
  function readBody(_: string, body: string): ParsedCall | undefined {
    const head = readName(body);
    if (!head) return undefined;
    const { name, end } = head;
    const parameters = readParameters(body, end);
    if (parameters === undefined) return matches(NO_PARAMETERS, body, end) ? callOf(name, []) : undefined;
    return readArguments(name, parameters, ENTRIES, byName.get(name), ({ text }, types) =>
      readValue(text, types),
    );
  }
  /** A call without parameters that lacks its end is whole only where its tool takes none. */
  function readUnclosed(_: string, unclosed: string): ParsedCall | undefined {
    const body = unclosed.replace(/<(?:\/[a-z_]*)?$/, '');
    const call = readBody('', body);
    const isBare = readName(body)?.end === body.length;
    return call && isBare && !takesNothing(byName.get(call.name)) ? undefined : call;
  }
  const forms = CALLS.map((tags) => elementForm({ ...tags, readBody, readUnclosed }));
  return callSyntax({
    wrappers: [PARALLEL_WRAPPER],
    forms,
    isMeant: (region) => /<tool_name>|<parameter\b/i.test(region),
    namePattern: /<tool_name>([^<]*)/,
    example: EXAMPLE,
  });
}

/** The name at the front of a call's body, and where the rest begins. */
function readName(body: string): { name: string; end: number } | undefined {
  const at = skipSpace(body, 0);
  if (!body.startsWith(NAME.open, at)) return undefined;
  const start = at + NAME.open.length;
  const close = body.indexOf(NAME.close, start);
  const name = body.slice(start, Math.max(start, close)).trim();
  if (name === '' || name.includes('<')) return undefined;
  return { name, end: skipSpace(body, close + NAME.close.length) };
}

/** What lies between the tags of the parameters, when these go from there to the end. */
function readParameters(body: string, from: number): string | undefined {
  if (!matches(PARAMETERS_OPEN, body, from)) return undefined;
  const start = PARAMETERS_OPEN.lastIndex;
  const end = body.lastIndexOf('<');
  return end >= start && matches(PARAMETERS_CLOSE, body, end) ? body.slice(start, end) : undefined;
}

function matches(sticky: RegExp, text: string, at: number): boolean {
  sticky.lastIndex = at;
  return sticky.test(text);
}

function takesNothing(tool: ToolDefinition | undefined): boolean {
  return tool !== undefined && parametersOf(tool) === undefined;
}

/** A string in CDATA stays a string, unless the schema wants something else. */
function readValue(text: string, types: Types): TextValue {
  const trimmed = text.trim();
  if (!isCdata(trimmed)) return readTagValue(trimmed, types, 'string');
  const exact = readCdata(trimmed);
  return !types || types.has('string') ? stringValue(exact) : readTagValue(exact, types, 'string');
}
