/**
 * `<invoke name="NAME"><parameter name="KEY">value</parameter></invoke>`: what MiniMax M2 and DeepSeek V3.2 (with a
 * prefix in each tag) write. The quotes may be missing. `string="true"` on a parameter says that its value is a string,
 * `string="false"` that it is JSON.
 */
import type { ToolDefinition } from '@nex/core';
import type { ParsedCall } from '../dialect.ts';
import type { CallForm } from './call-grammar.ts';
import { elementForm } from './element-form.ts';
import { looseJson } from './loose-json.ts';
import { readArguments } from './named-values.ts';
import { type EntryGrammar, keepsCallsWhole } from './tag-entries.ts';
import { readTagValue, stringValue } from './tag-value.ts';

export interface InvokeTags {
  /** Stands before each tag's name. */
  readonly prefix: string;
  /** Applied to every call that was read. */
  amend?(call: ParsedCall, tool: ToolDefinition | undefined): ParsedCall;
}

const MARKED = /\bstring="?(true|false)"?/;

export function invokeForm(
  { prefix, amend }: InvokeTags,
  tools: ReadonlyMap<string, ToolDefinition>,
): CallForm {
  const open = `<${prefix}invoke name=`;
  const close = `</${prefix}invoke>`;
  const calls = [{ open, close }];
  const valueEnd = `</${prefix}parameter>`;
  const grammar: EntryGrammar = {
    open: new RegExp(`<${prefix}parameter\\s+name="?([^"<>\\n]+?)"?(\\s[^<>\\n]*)?>`, 'y'),
    close: () => valueEnd,
    accepts: (value) => keepsCallsWhole(value, calls),
  };
  return elementForm({
    open,
    close,
    head: new RegExp(`<${prefix}invoke\\s+name="?([^"<>\\n]+?)"?\\s*/?>`, 'y'),
    readBody: (name, body) => {
      const tool = tools.get(name);
      const call = readArguments(name, body, grammar, tool, ({ text, attributes }, types) => {
        const marked = attributes === '' ? undefined : MARKED.exec(attributes)?.[1];
        if (marked === 'true') return stringValue(text);
        if (marked === 'false') return looseJson(text.trim()) ?? stringValue(text);
        return readTagValue(text, types, 'string');
      });
      return call && amend ? amend(call, tool) : call;
    },
  });
}
