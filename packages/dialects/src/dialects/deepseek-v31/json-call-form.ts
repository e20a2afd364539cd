/**
 * `<｜tool▁call▁begin｜>NAME<｜tool▁sep｜>{…}<｜tool▁call▁end｜>` (V3.1) and
 * `<｜tool▁call▁begin｜>function<｜tool▁sep｜>NAME⏎```json⏎{…}⏎```<｜tool▁call▁end｜>` (V3, R1).
 */
import { parseJsonObject } from '@nex/core';
import type { CallForm, CallReading } from '../../tags/call-grammar.ts';

export const CALL_BEGIN = '<｜tool▁call▁begin｜>';
export const CALL_END = '<｜tool▁call▁end｜>';
export const SEPARATOR = '<｜tool▁sep｜>';

export const jsonCallForm: CallForm = {
  open: CALL_BEGIN,
  close: CALL_END,
  read: (text, at, { ended }): CallReading => {
    const start = at + CALL_BEGIN.length;
    for (let end = text.indexOf(CALL_END, start); end >= 0; end = text.indexOf(CALL_END, end + 1)) {
      const inside = text.slice(start, end);
      const call = readInside(inside);
      if (call) return { call, end: end + CALL_END.length };
      if (!endsInString(inside)) return 'bad';
    }
    if (!ended) return 'open';
    const call = readInside(text.slice(start));
    return call ? { call, end: text.length } : 'bad';
  },
};

function readInside(inside: string) {
  const at = inside.indexOf(SEPARATOR);
  if (at < 0) return undefined;
  const type = inside.slice(0, at).trim();
  const rest = inside.slice(at + SEPARATOR.length);
  const fenced = /^\s*([^\s{`][^\n`]*)\n\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/.exec(rest);
  const name = fenced ? (fenced[1] ?? '').trim() : type;
  const argumentsText = (fenced ? (fenced[2] ?? '') : rest).trim();
  const args = parseJsonObject(argumentsText);
  return args && name !== '' ? { name, argumentsText, arguments: args } : undefined;
}

/** Whether the JSON that the text ends with is cut within a string: then the marker is part of that string. */
function endsInString(inside: string): boolean {
  let quoted = false;
  for (let at = inside.indexOf('{'); at >= 0 && at < inside.length; at += 1) {
    const character = inside.charAt(at);
    if (quoted && character === '\\') at += 1;
    else if (character === '"') quoted = !quoted;
  }
  return quoted;
}
