/** Lines that went and lines that came, by the longest common subsequence. */

export interface LineChange {
  sign: '+' | '-' | ' ';
  text: string;
}

const CONTEXT = 1;
/** Longer middles are shown as replaced as a whole. */
const MAX_CELLS = 4_000_000;

/** Changed lines with one line around them; empty when the texts are equal. `…` stands for equal lines left out. */
export function diffLines(before: string, after: string): LineChange[] {
  if (before === after) return [];
  const a = before.split('\n');
  const b = after.split('\n');
  const changes = changesOf(a, b);
  const kept = new Set<number>();
  for (const [index, change] of changes.entries()) {
    if (change.sign === ' ') continue;
    for (let near = index - CONTEXT; near <= index + CONTEXT; near += 1) kept.add(near);
  }
  return changes.flatMap((change, index) => {
    if (kept.has(index)) return [change];
    return kept.has(index - 1) && index < changes.length - 1 ? [{ sign: ' ' as const, text: '…' }] : [];
  });
}

function changesOf(a: readonly string[], b: readonly string[]): LineChange[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end += 1;
  const same = (text: string): LineChange => ({ sign: ' ', text });
  return [
    ...a.slice(0, start).map(same),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(same),
  ];
}

function middle(a: readonly string[], b: readonly string[]): LineChange[] {
  const gone = a.map((text): LineChange => ({ sign: '-', text }));
  const come = b.map((text): LineChange => ({ sign: '+', text }));
  if (a.length === 0 || b.length === 0 || a.length * b.length > MAX_CELLS) return [...gone, ...come];
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const changes: LineChange[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      changes.push({ sign: ' ', text: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      changes.push(gone[i] as LineChange);
      i += 1;
    } else {
      changes.push(come[j] as LineChange);
      j += 1;
    }
  }
  return changes;
}
