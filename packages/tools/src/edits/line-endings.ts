/** Text with both kinds of line end, searched as if it had one, and edited without changing the ends that it has. */

export interface NormalText {
  /** The text with `\n` for every `\r\n`. */
  text: string;
  /** `\r\n` when most lines end so. */
  lineEnd: '\n' | '\r\n';
  /** The place in the original of a place in `text`; the end of a line lies before its `\r`. */
  original(offset: number): number;
}

export function normalizeLineEnds(source: string): NormalText {
  if (!source.includes('\r\n')) return { text: source, lineEnd: '\n', original: (offset) => offset };
  const text = source.replaceAll('\r\n', '\n');
  const removed: number[] = [];
  for (let at = source.indexOf('\r\n'); at >= 0; at = source.indexOf('\r\n', at + 2)) {
    removed.push(at - removed.length);
  }
  const lines = text.split('\n').length - 1;
  return {
    text,
    lineEnd: removed.length * 2 > lines ? '\r\n' : '\n',
    original: (offset) => offset + countBelow(removed, offset),
  };
}

/** How many of the sorted numbers are smaller than the limit. */
function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface Edit {
  /** Offsets in the normalized text. */
  start: number;
  end: number;
  text: string;
}

/** Applies edits, given in order and without overlap, to the original. New lines end as the file's lines do. */
export function applyEdits(source: string, normal: NormalText, edits: readonly Edit[]): string {
  let result = '';
  let done = 0;
  for (const edit of edits) {
    result += source.slice(done, normal.original(edit.start));
    result += edit.text.replaceAll('\n', normal.lineEnd);
    done = normal.original(edit.end);
  }
  return result + source.slice(done);
}
