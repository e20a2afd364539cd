/** What a model sees of an output: no terminal codes, and nothing dropped without a word. */

/** CSI and OSC sequences, and the two-character escapes. */
// oxlint-disable-next-line no-control-regex -- terminal codes are control characters
const TERMINAL_CODES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;

/** Removes terminal codes; a carriage return becomes a line break, so that what a progress bar wrote over stays. */
export function plainText(text: string): string {
  return text.replace(TERMINAL_CODES, '').replace(/\r+\n?/g, '\n');
}

/** The line that stands for what was cut. `complete` is false when the file lacks the end of the output. */
export function omission(chars: number, file: string, complete: boolean): string {
  const where = complete ? 'the whole output is in' : 'what was kept of the output is in';
  return `\n... [${chars} characters omitted; ${where} ${file}] ...\n`;
}

/** The first `length` code units, one less when that would split a character. */
export function firstChars(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

/** The last `length` code units, one less when that would split a character. */
export function lastChars(text: string, length: number): string {
  if (length <= 0) return '';
  if (text.length <= length) return text;
  const start = text.length - length;
  const first = text.charCodeAt(start);
  return text.slice(first >= 0xdc00 && first <= 0xdfff ? start + 1 : start);
}

/** Above that share the rest would say nothing either. */
const MOST_GARBAGE = 0.1;
// oxlint-disable-next-line no-control-regex -- texts hold tabs, breaks, page ends and terminal codes
const GARBAGE = /[\u0001-\u0007\u000e-\u001a\u001c-\u001f\ufffd]/g;

/** Whether what was decoded was no text: a large share of it stands for no character. A short text may hold a few. */
export function isNoText(decoded: string): boolean {
  return (decoded.match(GARBAGE)?.length ?? 0) > Math.max(4, decoded.length * MOST_GARBAGE);
}
