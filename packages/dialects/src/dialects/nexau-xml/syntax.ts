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
import { callOf, callSyntax } from '../../tags/call-grammar.ts';
import { elementForm, wrapperOf } from '../../tags/element-form.ts';
import { readArguments } from '../../tags/named-values.ts';
import { type EntryGrammar, keepsCallsWhole } from '../../tags/tag-entries.ts';
import { readTagValue } from '../../tags/tag-value.ts';
import { parameterNames, type ValueType } from '../../tags/value-types.ts';
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

const ENTRIES: EntryGrammar = {
  open: /<([\p{L}\p{N}\p{M}_][\p{L}\p{N}\p{M}_.-]*)(\s[^<>]*)?>/uy,
  close: (name) => `</${name}>`,
  accepts: (value) => {
    if (!startsCdata(value.trimStart())) return keepsCallsWhole(value, [SINGLE, PARALLEL]);
    return isCdata(value.trim()) ? 'yes' : 'no';
  },
};
const NAME = /^\s*<tool_name>([\s\S]*?)<\/tool_name>\s*/;
const PARAMETERS = /^<parameter(?:\s[^<>]*)?>([\s\S]*)<\/parameter\s*>\s*$/i;
const NO_PARAMETERS = /^(?:<parameter\s*\/>\s*)?$/i;

export function nexauSyntax(tools: readonly ToolDefinition[]): CallSyntax {
  const byName = toolsByName(tools);
  function readBody(_: string, body: string): ParsedCall | undefined {
    const head = NAME.exec(body);
    const name = head?.[1]?.trim();
    if (!head || !name || name.includes('<')) return undefined;
    const rest = body.slice(head[0].length);
    if (NO_PARAMETERS.test(rest)) return callOf(name, []);
    const parameters = PARAMETERS.exec(rest)?.[1];
    if (parameters === undefined) return undefined;
    return readArguments(name, parameters, ENTRIES, byName.get(name), ({ text }, types) =>
      readValue(text, types),
    );
  }
  /** A call without parameters that lacks its end is whole only where its tool takes none. */
  function readUnclosed(_: string, unclosed: string): ParsedCall | undefined {
    const body = unclosed.replace(/<(?:\/[a-z_]*)?$/, '');
    const call = readBody('', body);
    const isBare = body.replace(NAME, '') === '';
    return call && isBare && !takesNothing(byName.get(call.name)) ? undefined : call;
  }
  const forms = [SINGLE, PARALLEL].map((tags) =>
    elementForm({
      ...tags,
      head: new RegExp(tags.open, 'y'),
      readBody,
      readUnclosed,
    }),
  );
  return callSyntax({
    wrappers: [PARALLEL_WRAPPER],
    forms,
    isMeant: (region) => /<tool_name>|<parameter\b/i.test(region),
    namePattern: /<tool_name>([^<]*)/,
    example: EXAMPLE,
  });
}

function takesNothing(tool: ToolDefinition | undefined): boolean {
  return tool !== undefined && parameterNames(tool) === undefined;
}

/** A value as JSON text. A string in CDATA stays a string, unless the schema wants something else. */
export function readValue(text: string, types: ReadonlySet<ValueType> | undefined): string {
  const trimmed = text.trim();
  if (!isCdata(trimmed)) return readTagValue(trimmed, types, 'string');
  const exact = readCdata(trimmed);
  return !types || types.has('string') ? JSON.stringify(exact) : readTagValue(exact, types, 'string');
}
