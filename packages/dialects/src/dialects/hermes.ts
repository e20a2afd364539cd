/**
 * Hermes 2 Pro, Qwen 2.5 and Qwen 3: one JSON object a call.
 *
 *     <tool_call>
 *     {"name": NAME, "arguments": {…}}
 *     </tool_call>
 *
 * Where a call ends says its JSON, so the closing tag may stand in a string and may be missing after a whole object.
 */
import type { CallSyntax, Reading } from '../call-reader.ts';
import type { Dialect, DialectCall } from '../dialect.ts';
import { joined } from '../joined.ts';
import { CUT_OFF, faultyCall, nameIn, readCallObject, readUsualCall } from '../json/call-object.ts';
import { hideMarkers } from '../json/hide-markers.ts';
import { type ReadState, resumedReading } from '../json/resumed-reading.ts';
import { writeJson } from '../json-text.ts';
import { markedResultText } from '../result-text.ts';
import { skipSpace } from '../skip-space.ts';
import { createTextParser } from '../text-parser.ts';
import { wrappedFunctionJson } from '../tool-json.ts';
import { firstOf } from '../words.ts';

const OPEN = '<tool_call>';
const CLOSE = '</tool_call>';
const EXAMPLE = `${OPEN}\n{"name": "<function-name>", "arguments": {"<argument>": "<value>"}}\n${CLOSE}`;

function syntax(): CallSyntax {
  return { openers: [OPEN], closers: [OPEN, CLOSE], read: resumedReading(read) };
}

function read(text: string, { ended, isFresh, scan }: ReadState): Reading {
  const from = skipSpace(text, OPEN.length);
  const close = isFresh ? text.indexOf(CLOSE, from) : -1;
  const usual = close < 0 ? undefined : readUsualCall(text.slice(from, close));
  if (usual) return { kind: 'calls', calls: [usual], length: close + CLOSE.length };
  if (text.charAt(from) !== '{') return readNoObject(text, from, ended);
  const scanner = scan(text, from);
  if (scanner.state === 'malformed') return broken(text, scanner.end, scanner.problem, ended);
  if (scanner.state === 'open') return ended ? broken(text, from, CUT_OFF, ended) : { kind: 'open' };

  const next = skipSpace(text, scanner.end);
  const rest = text.slice(next, next + CLOSE.length);
  const closing = CLOSE.startsWith(rest);
  if (!ended && rest !== CLOSE && (closing || OPEN.startsWith(rest))) return { kind: 'open' };
  if (!closing && !rest.startsWith(OPEN)) {
    const problem = `the object ends, but '${text.charAt(next)}' follows before ${CLOSE}`;
    return broken(text, next, problem, ended);
  }
  const call = readCallObject(text.slice(from, scanner.end));
  if (typeof call === 'string') return broken(text, scanner.end, call, ended);
  return { kind: 'calls', calls: [call], length: closing ? next + rest.length : next };
}

/** Prose may name the tag; a call is meant where the tag is closed, or where the answer breaks off. */
function readNoObject(text: string, from: number, ended: boolean): Reading {
  const close = text.indexOf(CLOSE, from);
  const open = text.indexOf(OPEN, from);
  if (close >= 0 && (open < 0 || close < open))
    return broken(text, from, 'a JSON object must follow the tag', ended);
  if (open >= 0) return { kind: 'text', length: OPEN.length };
  if (!ended) return { kind: 'open' };
  return from === text.length ? broken(text, from, CUT_OFF, ended) : { kind: 'text', length: OPEN.length };
}

/** A broken call goes to its closing tag, to the next call, or to the end. */
function broken(text: string, from: number, problem: string, ended: boolean): Reading {
  const at = firstOf(text, [CLOSE, OPEN], from);
  if (at < 0 && !ended) return { kind: 'open' };
  const length = at < 0 ? text.length : text.startsWith(CLOSE, at) ? at + CLOSE.length : at;
  const region = text.slice(0, length);
  return { kind: 'calls', calls: [faultyCall(nameIn(region), region, problem, EXAMPLE)], length };
}

function writeCall({ name, arguments: args }: DialectCall): string {
  const json = writeJson({ name, arguments: args });
  return `${OPEN}\n${hideMarkers(json, [OPEN, CLOSE])}\n${CLOSE}`;
}

export const hermes: Dialect = {
  name: 'hermes',
  title: 'Qwen 2.5, Qwen 3 and Hermes: JSON in <tool_call>',
  stop: [],
  describeTools: (tools) => {
    if (tools.length === 0) return '';
    const list = tools.map(
      (tool) => `\n${hideMarkers(wrappedFunctionJson(tool), ['</tools>', OPEN, CLOSE])}`,
    );
    return `# Tools\n\nYou may call one or more functions to assist with the user query.\n\nYou are provided with function signatures within <tools></tools> XML tags:\n<tools>${list.join('')}\n</tools>\n\nFor each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:\n${OPEN}\n{"name": <function-name>, "arguments": <args-json-object>}\n${CLOSE}`;
  },
  renderCalls: (calls) => joined(calls, '\n', writeCall),
  renderResults: (results) =>
    joined(results, '\n', (result) => `<tool_response>\n${markedResultText(result)}\n</tool_response>`),
  createParser: (options) => createTextParser(syntax(), options),
};
