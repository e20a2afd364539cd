/**
 * Gemma 4 and FunctionGemma: a call as a name and an object without quotes around keys; texts stand between marks.
 *
 *     <|tool_call>call:NAME{key:<|"|>text<|"|>,other:[1,true]}<tool_call|>
 *     <start_function_call>call:NAME{key:<escape>text<escape>}<end_function_call>
 *
 * Calls are written in the first form. Texts between marks have no escapes; one that holds a mark is written as a JSON
 * string, which is read, too, as is a key in quotes. Reasoning stands in `<|channel>thought…<channel|>`.
 */
import type { Json, JsonObject } from '@nex/core';
import type { CallSyntax } from '../call-reader.ts';
import type { Dialect } from '../dialect.ts';
import { GemmaScanner, readGemmaObject, TEXT_MARKS } from '../gemma/gemma-object.ts';
import { hideTags } from '../json-text.ts';
import { type Mark, markedSyntax } from '../marks/marked-calls.ts';
import { markedResultText } from '../result-text.ts';
import { callOf } from '../tags/call-grammar.ts';
import { createTextParser } from '../text-parser.ts';
import { wrappedFunctionJson } from '../tool-json.ts';

const OWN: Mark = { open: '<|tool_call>', close: '<tool_call|>' };
const MARKS: readonly Mark[] = [OWN, { open: '<start_function_call>', close: '<end_function_call>' }];
const [TEXT] = TEXT_MARKS;
const EXAMPLE = `${OWN.open}call:function_name{argument:${TEXT}value${TEXT},other:[1,true,null]}${OWN.close}`;
const CALL = /call:([^\s{}<>"]+)\s*\{/y;
const CALL_BEGUN = /(?:c|ca|cal|call|call:[^\s{}<>"]*\s*)?$/y;
const PLAIN_KEY = /^[\p{L}\p{N}_-]+$/u;

function syntax(): CallSyntax {
  return markedSyntax({
    marks: MARKS,
    bareOpeners: [],
    bracketAt(text, at) {
      CALL.lastIndex = at;
      const call = CALL.exec(text);
      if (call) return at + call[0].length - 1;
      CALL_BEGUN.lastIndex = at;
      return CALL_BEGUN.test(text) ? 'open' : 'none';
    },
    scanner: (from) => new GemmaScanner(from),
    readItem(item) {
      const brace = item.indexOf('{');
      const entries = readGemmaObject(item.slice(brace));
      if (!entries) return 'the arguments are no object of this form';
      return [callOf(item.slice('call:'.length, brace).trim(), entries)];
    },
    bareAt: () => 'no',
    nameIn: (region) => /call:([^\s{}<>"]+)/.exec(region)?.[1] ?? '',
    example: EXAMPLE,
  });
}

function written(value: Json): string {
  if (typeof value === 'string') return writtenText(value);
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  return typeof value === 'object' && value !== null ? writtenObject(value) : JSON.stringify(value);
}

function writtenObject(value: JsonObject): string {
  const pairs = Object.entries(value).map(
    ([key, item]) => `${PLAIN_KEY.test(key) ? key : hideTags(JSON.stringify(key))}:${written(item)}`,
  );
  return `{${pairs.join(',')}}`;
}

/** A text that ends like the beginning of its mark would be read as ending sooner. */
function writtenText(text: string): string {
  const isPlain = text.isWellFormed() && `${text}${TEXT}`.indexOf(TEXT) === text.length;
  return isPlain ? `${TEXT}${text}${TEXT}` : hideTags(JSON.stringify(text));
}

export const gemma: Dialect = {
  name: 'gemma',
  title: 'Gemma 4 and FunctionGemma: call:name{…}',
  stop: [],
  describeTools: (tools) => {
    if (tools.length === 0) return '';
    const list = tools.map((tool) => `${wrappedFunctionJson(tool)}\n`).join('');
    return `# Tools\n\nYou may call these functions:\n\n${list}\nTo call functions, end your answer with the calls, one after the other. Texts stand between ${TEXT} marks, without escapes:\n${EXAMPLE}`;
  },
  renderCalls: (calls) =>
    calls
      .map(({ name, arguments: args }) => `${OWN.open}call:${name}${writtenObject(args)}${OWN.close}`)
      .join(''),
  renderResults: (results) =>
    results
      .map(
        (result) =>
          `<|tool_response>response:${result.toolName}\n${markedResultText(result)}<tool_response|>`,
      )
      .join('\n'),
  createParser: (options) =>
    createTextParser(syntax(), { ...options, tags: { open: '<|channel>thought', close: '<channel|>' } }),
};
