/**
 * Applies the hunks of a patch to a text. Hunks are found in order, each after the one before: first by their exact
 * lines, then without the white space at line ends, then without any around the lines, then with typographic signs
 * taken for plain ones. Lines that a hunk keeps stay as the file has them; only removed and added lines change.
 */
import type { Hunk, HunkLine } from './parse-patch.ts';

export type AppliedHunks = { ok: true; text: string } | { ok: false; fault: string };

interface Line {
  text: string;
  /** `''` only for a last line without an end. */
  end: string;
}

type Normalize = (line: string) => string;
const WAYS: readonly Normalize[] = [
  (line) => line,
  (line) => line.trimEnd(),
  (line) => line.trim(),
  (line) => plainSigns(line.trim()),
];

export function applyHunks(source: string, hunks: readonly Hunk[], shownPath: string): AppliedHunks {
  const lines = splitLines(source);
  const newEnd = commonEnd(lines);
  const result: Line[] = [];
  let done = 0;
  const takeUntil = (index: number): void => {
    for (; done < index; done += 1) result.push(lines[done] ?? { text: '', end: newEnd });
  };
  for (const hunk of hunks) {
    const place = locate(lines, done, hunk);
    if (typeof place === 'string') {
      return { ok: false, fault: `${place} in ${shownPath} (hunk at line ${hunk.line} of the patch).` };
    }
    takeUntil(place.start);
    for (const line of place.lines) {
      if (line.kind === 'keep') takeUntil(done + 1);
      else if (line.kind === 'remove') done += 1;
      else
        append(
          result,
          { text: line.text, end: done === lines.length ? (lines.at(-1)?.end ?? newEnd) : newEnd },
          newEnd,
        );
    }
  }
  takeUntil(lines.length);
  return { ok: true, text: result.map((line) => line.text + line.end).join('') };
}

/** Where the hunk's lines stand, and those of its lines that count; or what cannot be found. */
function locate(
  lines: readonly Line[],
  from: number,
  hunk: Hunk,
): { start: number; lines: HunkLine[] } | string {
  let after = from;
  for (const above of hunk.context) {
    const index = seek(lines, [above], after, false);
    if (index === undefined) return `There is no line ${JSON.stringify(above)}`;
    after = index + 1;
  }
  const old = hunk.lines.filter((line) => line.kind !== 'add').map((line) => line.text);
  if (old.length === 0) {
    return { start: hunk.context.length > 0 && !hunk.atEndOfFile ? after : lines.length, lines: hunk.lines };
  }
  const start = seek(lines, old, after, hunk.atEndOfFile);
  if (start !== undefined) return { start, lines: hunk.lines };
  // An empty line between two hunks may be the patch's and not the file's.
  if (hunk.lines.at(-1)?.kind === 'keep' && old.at(-1) === '' && old.length > 1) {
    const shorter = seek(lines, old.slice(0, -1), after, hunk.atEndOfFile);
    if (shorter !== undefined) return { start: shorter, lines: hunk.lines.slice(0, -1) };
  }
  return `Expected lines were not found:\n${old.join('\n')}\n`;
}

function seek(
  lines: readonly Line[],
  wanted: readonly string[],
  from: number,
  atEnd: boolean,
): number | undefined {
  const last = lines.length - wanted.length;
  const first = atEnd ? Math.max(from, last) : from;
  for (const normalize of WAYS) {
    const normal = wanted.map(normalize);
    for (let start = first; start <= last; start += 1) {
      if (normal.every((line, index) => normalize(lines[start + index]?.text ?? '') === line)) return start;
    }
  }
  return undefined;
}

/** Adds a line, giving the one before it an end when it has none. */
function append(result: Line[], line: Line, newEnd: string): void {
  const previous = result.at(-1);
  if (previous?.end === '') result[result.length - 1] = { text: previous.text, end: newEnd };
  result.push(line);
}

function splitLines(source: string): Line[] {
  const lines: Line[] = [];
  for (const [whole, text = '', end = ''] of source.matchAll(/([^\n]*?)(\r?\n|$)/g)) {
    if (whole !== '') lines.push({ text, end });
  }
  return lines;
}

function commonEnd(lines: readonly Line[]): string {
  const carriage = lines.filter((line) => line.end === '\r\n').length;
  return carriage * 2 > lines.length ? '\r\n' : '\n';
}

function plainSigns(line: string): string {
  return line
    .replaceAll(/[\u2010-\u2015\u2212]/g, '-')
    .replaceAll(/[\u2018-\u201B]/g, "'")
    .replaceAll(/[\u201C-\u201F]/g, '"')
    .replaceAll(/[\u00A0\u2002-\u200A\u202F\u205F\u3000]/g, ' ');
}
