/** The lines that were taken out of a text and put into it, with a few that stayed around them. */

export interface DiffLine {
  sign: '+' | '-' | ' ' | '…';
  text: string;
}

const AROUND = 2;
/** Texts with more lines are told as different, and no more: the table would grow too large. */
const MOST_LINES = 2_500;

/** Undefined when the texts are too long to be laid side by side. */
export function diffLines(before: string, after: string): DiffLine[] | undefined {
  const [a, b] = [before.split('\n'), after.split('\n')];
  if (Math.max(a.length, b.length) > MOST_LINES) return undefined;
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: ' ', text: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ sign: '-', text: a[i] ?? '' });
      i += 1;
    } else {
      lines.push({ sign: '+', text: b[j] ?? '' });
      j += 1;
    }
  }
  return folded(lines);
}

function folded(lines: readonly DiffLine[]): DiffLine[] {
  const near = lines.map((_, place) =>
    lines.slice(Math.max(0, place - AROUND), place + AROUND + 1).some(({ sign }) => sign !== ' '),
  );
  return lines.flatMap((line, place) => {
    if (near[place]) return [line];
    return near[place - 1] || place === 0 ? [{ sign: '…' as const, text: '' }] : [];
  });
}
