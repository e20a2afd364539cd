/** `str.split` and `str.rsplit`. */
import { SPACE, stripEnd, stripStart } from './code-points.ts';
import { TemplateFault } from './fault.ts';
import type { Run } from './run.ts';

const GAP = new RegExp(`[${SPACE}]+`, 'g');

/** At most `max` splits; a negative `max` splits everywhere. Without a separator: at runs of white space. */
export function split(run: Run, text: string, separator: string | undefined, max: number): string[] {
  run.checkText(text.length);
  const parts = separator === undefined ? splitAtSpace(text, max) : splitAt(text, separator, max);
  run.checkItems(parts.length);
  return parts;
}

function splitAt(text: string, separator: string, max: number): string[] {
  if (separator === '') throw new TemplateFault('ValueError', 'empty separator');
  const parts = text.split(separator);
  if (max < 0 || parts.length <= max + 1) return parts;
  return [...parts.slice(0, max), parts.slice(max).join(separator)];
}

function splitAtSpace(text: string, max: number): string[] {
  const parts: string[] = [];
  const body = stripStart(text);
  let start = 0;
  for (const gap of body.matchAll(GAP)) {
    if (max >= 0 && parts.length >= max) break;
    parts.push(body.slice(start, gap.index));
    start = gap.index + gap[0].length;
  }
  if (start < body.length) parts.push(body.slice(start));
  return parts;
}

/** Counts the splits from the end. */
export function splitFromEnd(run: Run, text: string, separator: string | undefined, max: number): string[] {
  if (max < 0) return split(run, text, separator, max);
  if (separator !== undefined) {
    const parts = split(run, text, separator, -1);
    const head = Math.max(0, parts.length - max);
    return head <= 1 ? parts : [parts.slice(0, head).join(separator), ...parts.slice(head)];
  }
  run.checkText(text.length);
  const body = stripEnd(text);
  const gaps = [...body.matchAll(GAP)];
  const parts: string[] = [];
  let end = body.length;
  while (parts.length < max && end > 0) {
    const gap = gaps.pop();
    parts.push(body.slice(gap === undefined ? 0 : gap.index + gap[0].length, end));
    end = gap?.index ?? 0;
  }
  // What is left keeps the white space before it.
  if (end > 0) parts.push(body.slice(0, end));
  return parts.reverse();
}
