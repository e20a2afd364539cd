/**
 * Reads the results of a turn from the text that holds them. A result ends where its closing tag is followed by the next
 * result or by nothing; texts that hold such a place themselves read back otherwise, and their rows are not exported.
 */
export interface ResultGrammar {
  /** Before the first result. */
  head: string;
  /** Sticky; its only group is the tool's name, or groups `name` and `error`, the mark of a failure. A text: neither. */
  open: RegExp | string;
  /** @param error Whether the failure mark was there. */
  close(error: boolean): string;
  separator: string;
  isNamed: boolean;
  marksErrors: boolean;
  /** Of names and texts, where the format escapes them. */
  decode?(text: string): string;
}

export interface ReadResult {
  /** `''` where the format names none. */
  name: string;
  isError: boolean;
  text: string;
}

/** `undefined` when the text is no list of results. */
export function readResults(text: string, grammar: ResultGrammar): ReadResult[] | undefined {
  if (!text.startsWith(grammar.head)) return undefined;
  const { decode } = grammar;
  const results: ReadResult[] = [];
  let at = grammar.head.length;
  while (true) {
    const opened = openAt(text, at, grammar);
    if (!opened) return undefined;
    const end = endOf(text, opened, grammar);
    if (end === undefined) return undefined;
    const { name, isError, start } = opened;
    const raw = text.slice(start, end);
    results.push(decode ? { name: decode(name), isError, text: decode(raw) } : { name, isError, text: raw });
    at = end + grammar.close(isError).length;
    if (at === text.length) return results;
    at += grammar.separator.length;
  }
}

interface Opened {
  name: string;
  isError: boolean;
  start: number;
}

function openAt(text: string, at: number, { open }: ResultGrammar): Opened | undefined {
  if (typeof open === 'string') {
    return text.startsWith(open, at) ? { name: '', isError: false, start: at + open.length } : undefined;
  }
  open.lastIndex = at;
  const match = open.exec(text);
  if (!match) return undefined;
  const { groups } = match;
  const name = (groups ? groups['name'] : match[1]) ?? '';
  return { name, isError: groups?.['error'] !== undefined, start: at + match[0].length };
}

function endOf(text: string, { start, isError }: Opened, grammar: ResultGrammar): number | undefined {
  const close = grammar.close(isError);
  const boundary = `${close}${grammar.separator}`;
  for (let at = start; boundary !== ''; ) {
    const end = text.indexOf(boundary, at);
    if (end < 0) break;
    if (openAt(text, end + boundary.length, grammar)) return end;
    at = end + 1;
  }
  return text.endsWith(close) && text.length - close.length >= start ? text.length - close.length : undefined;
}

/** `<tool_response>` around each, as Qwen and GLM have it. */
export const TOOL_RESPONSE: ResultGrammar = {
  head: '',
  open: '<tool_response>\n',
  close: () => '\n</tool_response>',
  separator: '\n',
  isNamed: false,
  marksErrors: false,
};
